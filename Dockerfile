# The service alone: PostgreSQL and HAProxy are services of docker-compose.yml.
FROM debian:bookworm-slim AS build
WORKDIR /source
COPY packages.txt .
RUN apt-get update \
 && apt-get install -y --no-install-recommends $(sed -n 's/^build //p' packages.txt)
COPY . .
RUN meson setup build && ninja -C build tamar && strip build/tamar

FROM debian:bookworm-slim
COPY packages.txt /tmp/packages.txt
RUN apt-get update \
 && apt-get install -y --no-install-recommends $(sed -n 's/^runtime //p' /tmp/packages.txt) \
 && rm -rf /var/lib/apt/lists/* /tmp/packages.txt \
 && groupadd --gid 10001 tamar \
 && useradd --uid 10001 --gid tamar --no-create-home --home-dir /var/lib/tamar tamar \
 && install -d -o tamar -g tamar -m 700 /var/lib/tamar
COPY --from=build --chmod=755 /source/build/tamar /usr/local/bin/tamar
COPY --chmod=755 deploy/entrypoint deploy/healthy /usr/local/bin/
USER tamar
WORKDIR /var/lib/tamar
# A container's own loopback is of no use to anybody. Only state is written: the rest of the
# file system may be read-only.
ENV TAMAR_STATE=/var/lib/tamar TAMAR_ADDRESS=0.0.0.0 TAMAR_PORT=8080 TAMAR_OPS_PORT=8081 \
    MALLOC_ARENA_MAX=2
VOLUME /var/lib/tamar
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s CMD ["healthy", "8081", "/readyz"]
ENTRYPOINT ["entrypoint"]
CMD ["serve"]
