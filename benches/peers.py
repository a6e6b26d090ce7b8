#!/usr/bin/env python3
"""Checks figures of a made-up market against an independent computation in DuckDB.

    pip install duckdb
    python3 benches/peers.py [--program target/release/syndiscope] [--deals 100000]

The program writes a market, then says its counts by facet, its syndicate sizes and its league tables
(equal credit, full credit, and equal credit of the bookrunners alone); DuckDB reads the same file with
SQL of its own. Counts and full credit must be equal, shared credit to the cent.

    pip install duckdb pyarrow
    python3 benches/peers.py --speed [--deals 1000000]

measures instead: how long the program takes to open the market and to say what it holds, for the
first and for the second time, and how much memory; and how long DuckDB and pyarrow, where they are
installed, take to open it, each in a process of its own, on as many threads as there are; the median
of three. DuckDB's league table over credits shared beforehand stands beside; the program's own is
measured by `SYNDISCOPE_BENCH_DEALS=1000000 cargo bench --bench scale -- brush`.
"""

import argparse
import csv
import io
import json
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

# The rungs of the ladder of credit: the highest that a tranche has counts.
LADDER = [
    [
        "sole_global_coordinator", "joint_global_coordinator", "global_coordinator", "lead_left",
        "representative", "joint_representative", "sole_bookrunner", "joint_bookrunner",
        "active_bookrunner", "lead_bookrunner", "passive_bookrunner",
    ],
    ["joint_lead_manager", "lead_manager"],
    ["lead_underwriter", "joint_lead_underwriter"],
    [
        "sole_coordinator", "coordinator", "mandated_lead_arranger", "coordinating_arranger",
        "lead_arranger", "arranger",
    ],
    ["initial_purchaser", "dealer", "placement_agent", "joint_agent"],
]
BOOKRUNNERS = ["sole_bookrunner", "joint_bookrunner"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="target/release/syndiscope")
    parser.add_argument("--deals", type=int)
    parser.add_argument("--speed", action="store_true", help="measure instead of checking")
    parser.add_argument("--book", help="with --speed: this file of one record a line instead")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        return measure(args.measure, args.book)
    with tempfile.TemporaryDirectory() as folder:
        book = pathlib.Path(args.book or pathlib.Path(folder) / "market.ndjson")
        if not args.book:
            deals = args.deals or (1_000_000 if args.speed else 100_000)
            run(args.program, "generate", "--deals", str(deals), "-o", str(book))
        if args.speed:
            return speed(args.program, book)
        wrong = counts(args.program, book) + values(args.program, book, pathlib.Path(folder))
    print("equal" if not wrong else f"{wrong} figures differ")
    sys.exit(1 if wrong else 0)


def run(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def table_of(book):
    """The deals of a file and their seats as tables."""
    import duckdb

    base = duckdb.connect()
    base.execute(f"create table deals as select * from read_json('{book}', format='newline_delimited', sample_size=-1)")
    base.execute("""create table seats as
        select id, m.bank as bank, coalesce(m."group", m.bank) as grp, m.roles as roles
        from (select id, unnest(syndicate) as m from deals)""")
    return base


def counts(program, book):
    """Deals by facet and syndicate sizes."""
    base, wrong = table_of(book), 0
    table = list(csv.DictReader(io.StringIO(run(program, "deals", str(book), "--format", "csv"))))
    for what, mine, sql in [
        ("deals by market", (row["market"] for row in table), "select market, count(*) from deals group by 1"),
        (
            "deals by currency",
            (currency for row in table for currency in set(row["currencies"].split("; "))),
            "select c, count(distinct id) from (select id, unnest(tranches).currency as c from deals) group by 1",
        ),
        (
            "syndicate sizes",
            (int(row["banks"]) for row in table),
            "select n, count(*) from (select count(distinct grp) + count(*) filter (grp is null) as n from seats group by id) group by 1",
        ),
    ]:
        number = {}
        for value in mine:
            number[value] = number.get(value, 0) + 1
        wrong += report(what, number, dict(base.execute(sql).fetchall()))
    for facet, sql in [
        ("role", "select r, count(distinct id) from (select id, unnest(roles) as r from seats) group by 1"),
        ("bank", "select grp, count(distinct id) from seats where grp is not null group by 1 order by 2 desc limit 12"),
    ]:
        theirs = dict(base.execute(sql).fetchall())
        mine = {}
        for value in theirs:
            chosen = run(program, "deals", str(book), "--where", f'{facet}:"{value}"', "--format", "csv")
            mine[value] = sum(1 for _ in csv.reader(io.StringIO(chosen))) - 1
        wrong += report(f"deals by {facet}", mine, theirs)
    return wrong


def values(program, book, folder):
    """League tables over the deals that are all in dollars, which need no exchange rates."""
    dollars = folder / "dollars.ndjson"
    with open(book) as deals, open(dollars, "w") as out:
        for line in deals:
            if all(tranche["currency"] == "USD" for tranche in json.loads(line)["tranches"]):
                out.write(line)
    base, wrong = table_of(dollars), 0
    rung = "case " + " ".join(
        f"when len(list_intersect(roles, {roles})) > 0 then {at}" for at, roles in enumerate(LADDER)
    ) + " end"
    base.execute(f"create table rungs as select id, grp, {rung} as rung, roles from seats")
    worth = "(select id, sum(t.amount) as amount from (select id, unnest(tranches) as t from deals) group by 1)"
    ladder = """(select distinct id, grp, case when grp is null then row_number() over () end as seat
        from (select id, grp, rung, min(rung) over (partition by id) as best from rungs) where rung = best)"""
    runners = f"""(select distinct id, grp, case when grp is null then row_number() over () end as seat
        from rungs where len(list_intersect(roles, {BOOKRUNNERS})) > 0)"""
    for what, who, each, options in [
        ("equal credit", ladder, "amount / n", []),
        ("full credit", ladder, "amount", ["--credit", "full"]),
        ("equal credit of bookrunners", runners, "amount / n", ["--roles", ",".join(BOOKRUNNERS)]),
    ]:
        sql = f"""with who as {who}, worth as {worth}, shares as
            (select grp, id, amount, count(*) over (partition by id) as n from who join worth using (id))
            select grp, sum({each}), count(distinct id) from shares where grp is not null group by 1"""
        rows = base.execute(sql).fetchall()
        mine = json.loads(run(program, "league", str(dollars), "--format", "json", *options))["rows"]
        wrong += report(f"deals with {what}", {row["bank"]: row["deals"] for row in mine}, {bank: deals for bank, _, deals in rows})
        theirs = {bank: float(value) for bank, value, _ in rows}
        wrong += report(what, {row["bank"]: row["value"] for row in mine}, theirs, cent=0.0101)
    return wrong


def report(what, mine, theirs, cent=0):
    keys = set(mine) | set(theirs)
    wrong = [key for key in keys if abs(mine.get(key, 0) - theirs.get(key, 0)) > cent]
    print(f"{what}: {len(keys)} figures, {len(wrong)} differ")
    for key in wrong[:5]:
        print(f"  {key}: {mine.get(key)} here, {theirs.get(key)} there")
    return len(wrong)


def speed(program, book):
    cache = book.with_name(f".{book.name}.syndiscope")
    print(f"{book.stat().st_size / 1e6:.0f} MB; seconds, the median of three, and the most memory")
    say("opened and summed up, from the file", [timed(program, "summary", "--no-cache", str(book)) for _ in range(3)])
    run(program, "summary", str(book))
    say("opened and summed up, the second time", [timed(program, "summary", str(book)) for _ in range(3)])
    cache.unlink(missing_ok=True)
    for peer in ["duckdb", "pyarrow"]:
        if subprocess.run([sys.executable, "-c", f"import {peer}"], capture_output=True).returncode:
            print(f"{peer}: not installed")
            continue
        runs = []
        for _ in range(3):
            before = time.perf_counter()
            done = subprocess.run([sys.executable, __file__, "--measure", peer, "--book", str(book)], capture_output=True, text=True, check=True)
            found = json.loads(done.stdout)
            runs.append((found["open"], found["memory"], found, time.perf_counter() - before))
        say(f"{peer} {runs[0][2]['version']}, opened", runs)
        for name in ["league", "brush"]:
            if name in runs[0][2]:
                milliseconds = statistics.median(found[name] for _, _, found, _ in runs) * 1e3
                print(f"{peer}, {name} over credits shared beforehand: {milliseconds:.1f} ms")


def timed(*command):
    """Seconds and bytes that a command takes."""
    import os

    before = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, command
    return time.perf_counter() - before, usage.ru_maxrss * 1024


def say(what, runs):
    seconds = statistics.median(run[0] for run in runs)
    print(f"{what}: {seconds:.2f} s, {max(run[1] for run in runs) / 1e6:.0f} MB")


def measure(peer, book):
    """What a peer takes, in a process of its own."""
    found = {}
    start = time.perf_counter()
    if peer == "duckdb":
        import duckdb

        base = duckdb.connect()
        start = time.perf_counter()
        base.execute(f"create table deals as select * from read_json('{book}', format='newline_delimited')")
        base.execute("select count(*) from deals").fetchone()
        found["open"] = time.perf_counter() - start
        found["memory"] = memory()
        found["version"] = duckdb.__version__
        found["league"], found["brush"] = duckdb_league(base)
    else:
        import pyarrow
        import pyarrow.json

        start = time.perf_counter()
        pyarrow.json.read_json(book, read_options=pyarrow.json.ReadOptions(block_size=1 << 23))
        found["open"] = time.perf_counter() - start
        found["memory"] = memory()
        found["version"] = pyarrow.__version__
    print(json.dumps(found))


def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def duckdb_league(base):
    """Seconds for a league table by bank and year, and for one of five years' best 25."""
    base.execute(f"""create table credits as with shared as (
            select year(coalesce(try_cast(priced as date), date '2000-01-01')) as year, unnest(tranches) as t,
                list_transform(list_filter(syndicate, lambda m: list_has_any(m.roles, {BOOKRUNNERS})), lambda m: m.bank) as banks
            from deals)
        select year, unnest(banks) as bank, t.amount::double / len(banks) as credit from shared""")
    base.execute("create type bank as enum (select distinct bank from credits where bank is not null)")
    base.execute("create table lines as select year::smallint as year, bank::bank as bank, credit from credits")
    league = "select year, bank, sum(credit) as s, count(*) from lines group by all order by year, s desc"
    brush = "select bank, sum(credit) as s from lines where year between {} and {} group by bank order by s desc limit 25"
    times = [[], []]
    for at in range(20):
        for own, sql in zip(times, [league, brush.format(2000 + at, 2004 + at)]):
            start = time.perf_counter()
            base.execute(sql).fetchall()
            own.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    main()
