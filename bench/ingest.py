"""One reading of a database by Python's sqlite3, doing the job of ingest-once.ts: python3 bench/ingest.py <file>"""

import json
import resource
import sqlite3
import sys
import time
from array import array
from datetime import datetime, timezone

QUERY = (
    "SELECT r.username, r.movie, r.rating, r.timestamp FROM ratings r"
    " JOIN initial_ratings i ON r.username = i.username WHERE i.done = 1"
)

start = time.perf_counter()
database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
users, items = {}, {}
user_of_row, item_of_row, values, times = array("I"), array("I"), array("d"), array("d")
for user, item, rating, timestamp in database.execute(QUERY):
    user_of_row.append(users.setdefault(user, len(users)))
    item_of_row.append(items.setdefault(item, len(items)))
    values.append(rating)
    times.append(datetime.fromisoformat(timestamp).replace(tzinfo=timezone.utc).timestamp() * 1000)
usage = resource.getrusage(resource.RUSAGE_SELF)
try:
    # Not getrusage where that can be helped: a child inherits the peak of the process that forked it.
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
except OSError:
    peak = usage.ru_maxrss
print(
    json.dumps(
        {
            "rows": len(values),
            "milliseconds": (time.perf_counter() - start) * 1000,
            "cpuMilliseconds": (usage.ru_utime + usage.ru_stime) * 1000,
            "peakMb": peak / 1024,
        }
    )
)
