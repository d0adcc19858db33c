"""The pipeline `delays` as a query of DuckDB, over the same file: `delays_duckdb.py FILE THREADS OUTPUT`.

Prints what it used as the other baselines do (see account.rs): CPU time of the query alone, without that of starting Python and
loading DuckDB.
"""

import resource
import sys
import time

import duckdb

QUERY = """
copy (
    select origin, time_bucket(interval 1 hour, time_hour) as hour, count(*) as flights, round(avg(dep_delay), 6) as mean_delay,
        max(dep_delay) as worst
    from read_csv($file, nullstr = 'NA', header = true,
        types = {'dep_delay': 'integer', 'time_hour': 'timestamp', 'origin': 'varchar'})
    where dep_delay is not null
    group by all
    having avg(dep_delay) > 30
    order by hour, origin
) to '{output}' (format csv, header false)
"""

file, threads, output = sys.argv[1:]
before = time.process_time_ns()
connection = duckdb.connect(config={"threads": threads})
connection.execute(QUERY.replace("{output}", output.replace("'", "''")), {"file": file})
print("cpu_ns", time.process_time_ns() - before)
print("peak_rss_bytes", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
