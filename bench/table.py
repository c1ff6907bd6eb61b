"""The table: medians of the rounds, and ratios that are made within each round."""
from statistics import median

import funding

TITLES = {
    "point": "read one pupil", "page": "page of 50", "filtered": "filtered, sorted page of 50",
    "patch": "PATCH with If-Match", "create": "create", "bulk1000": "bulk upsert, 1,000 rows",
    "bulk10000": "bulk upsert, 10,000 rows", "lines": "NDJSON list of 10,000 rows",
    "deadlines": "overdue deadlines, page of 50", "placements": "placements, page of 50",
    "occupancy": "occupancy of a year",
}
AIMS = {  # of the limit, times the peer
    "point": (0.5, 2.5), "page": (0.6, 4), "filtered": (0.6, 4), "patch": (None, 2), "create": (None, 2),
    "bulk1000": (0.4, 4), "bulk10000": (0.4, 4), "lines": (None, None),
    "deadlines": (None, None), "placements": (None, None), "occupancy": (None, None),
}
HEAD = ("", "Tamar /s", "p50 ms", "p99 ms", "CPU µs", "limit /s", "CPU µs", "Fastify /s", "p50 ms", "p99 ms",
        "CPU µs", "of limit", "x Fastify")


def middle(rounds, key):
    return median(one[key] for one in rounds)


def ratio(rounds, others):
    return median(a["rate"] / b["rate"] for a, b in zip(rounds, others)) if rounds and others else None


def number(value, digits=0):
    return "-" if value is None else f"{value:,.{digits}f}"


def milliseconds(rounds, key):
    return number(middle(rounds, key), 1 if middle(rounds, key) < 100 else 0)


def cost(rounds):
    return " + ".join(number(middle(rounds, key)) for key in ("own", "postgres") if rounds[0].get(key) is not None)


def verdict(value, aim, text):
    return "-" if value is None else text + ("" if aim is None else " ✓" if value >= aim else f" (aim {aim:.0%})"
                                             if text.endswith("%") else f" (aim {aim})")


def row(name, systems):
    tamar, limit, peer = (systems.get(one) for one in ("tamar", "limit", "peer"))
    cells = [TITLES[name]]
    for rounds, timed in ((tamar, True), (limit, False), (peer, True)):
        if not rounds:
            cells += ["-"] * (4 if timed else 2)
            continue
        cells.append(number(middle(rounds, "rate"), 0 if middle(rounds, "rate") > 100 else 1))
        if timed:
            cells += [milliseconds(rounds, "p50"), milliseconds(rounds, "p99")]
        cells.append(cost(rounds))
    of_limit, of_peer = ratio(tamar, limit), ratio(tamar, peer)
    aims = AIMS[name]
    return cells + [verdict(of_limit, aims[0], f"{of_limit or 0:.0%}"), verdict(of_peer, aims[1], f"{of_peer or 0:.1f}")]


def render(results):
    rows = [HEAD] + [row(name, systems) for name, systems in results["operations"].items()]
    widths = [max(len(cells[i]) for cells in rows) for i in range(len(HEAD))]
    lines = ["| " + " | ".join(cell.ljust(width) if not i else cell.rjust(width)
                               for i, (cell, width) in enumerate(zip(cells, widths))) + " |" for cells in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) if not i else "-" * (width + 1) + ":"
                                   for i, width in enumerate(widths)) + "|")
    return "\n".join(lines + [""] + [f"{name}: {told}" for name, told in notes(results)])


def notes(results):
    memory, ready = results["memory_mib"], results["ready_ms"]
    audit = results.get("audit_cost", {})
    yield ("Resident memory, MiB", ", ".join(
        f"{name} " + ", ".join(f"{kind} {size:.0f}" for kind, size in sizes.items())
        for name, sizes in memory.items()) + " (aim for Tamar at rest: 64)")
    yield ("Start to ready, ms", f"{median(ready):.0f} (aim 300)")
    if audit:
        yield ("Audit of reads, share of throughput", ", ".join(
            f"{TITLES[name]} {median(shares):.1%}" for name, shares in audit.items()) + " (aim 5%)")
    yield from funding.render(results["funding"]) if "funding" in results else ()
    yield ("Run", "{pupils:,} pupils, {rounds} rounds of {lasts} s, {processors} processors ({model}), load before"
                  " {load}".format(**results["run"]))
