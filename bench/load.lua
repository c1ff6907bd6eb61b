-- wrk ... -s load.lua URL -- FILE TOKEN [ACCEPT]: sends the requests of FILE in turn, each thread its
-- share. A line is METHOD, path, If-Match and body, with tabs between. Ends with one line of JSON.
local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
    thread:set("of", tonumber(os.getenv("BENCH_THREADS")))
end

function init(args)
    local headers = { Authorization = "Bearer " .. args[2], Accept = args[3] }
    local line_number = 0

    -- wrk asks the first thread for one request that it does not send.
    requests, at = {}, number == 0 and -1 or 0
    for line in io.lines(args[1]) do
        if line_number % of == number then
            local method, path, tag, body = line:match("^(.-)\t(.-)\t(.-)\t(.*)$")
            headers["If-Match"] = tag ~= "" and tag or nil
            headers["Content-Type"] = method == "PATCH" and "application/merge-patch+json"
                or method == "POST" and "application/json" or nil
            requests[#requests + 1] = wrk.format(method, path, headers, body ~= "" and body or nil)
        end
        line_number = line_number + 1
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency)
    local e = summary.errors

    io.write(string.format('{"requests": %d, "microseconds": %d, "bytes": %d, "p50": %d, "p99": %d, "errors": %d}\n',
        summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
        e.connect + e.read + e.write + e.status + e.timeout))
end
