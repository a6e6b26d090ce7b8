#!/usr/bin/env python3
"""Checks figures of a made-up market against an independent computation in DuckDB.

    pip install duckdb
    python3 benches/peers.py [--program target/release/syndiscope] [--deals 100000]

The program writes a market, then says its league table (equal credit), its counts by facet and its
syndicate sizes; DuckDB reads the same file with SQL of its own. Every figure must be equal; times of
both are printed, each with the start of its process or connection.
"""

import argparse
import csv
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import duckdb

LEADING = [
    ("sole_global_coordinator", "joint_global_coordinator", "sole_bookrunner", "joint_bookrunner"),
    ("joint_lead_manager",),
    ("mandated_lead_arranger", "arranger"),
]


def seconds(work):
    start = time.perf_counter()
    value = work()
    return value, time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="target/release/syndiscope")
    parser.add_argument("--deals", type=int, default=100_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        book = pathlib.Path(folder) / "market.ndjson"
        run(args.program, "generate", "--deals", str(args.deals), "-o", str(book))
        wrong = compare(args.program, book)
    print("equal" if not wrong else f"{wrong} figures differ")
    sys.exit(1 if wrong else 0)


def run(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def compare(program, book):
    base = duckdb.connect()
    _, load = seconds(lambda: base.execute(f"create table deals as select * from read_json('{book}', format='newline_delimited', sample_size=-1)"))
    base.execute("create table seats as select id, m.bank as bank, coalesce(m.\"group\", m.bank) as grp, m.roles as roles from (select id, unnest(syndicate) as m from deals)")
    wrong = 0

    # Deals by market, currency, role and bank; every deal once.
    table = list(csv.DictReader(io.StringIO(run(program, "deals", str(book), "--format", "csv"))))
    mine = {}
    for row in table:
        mine[row["market"]] = mine.get(row["market"], 0) + 1
    theirs = dict(base.execute("select market, count(*) from deals group by 1").fetchall())
    wrong += report("deals by market", mine, theirs)

    mine = {}
    for row in table:
        for currency in set(row["currencies"].split("; ")):
            mine[currency] = mine.get(currency, 0) + 1
    theirs = dict(base.execute("select c, count(distinct id) from (select id, unnest(tranches).currency as c from deals) group by 1").fetchall())
    wrong += report("deals by currency", mine, theirs)

    # Syndicate sizes: groups once, members without a name each.
    mine = {}
    for row in table:
        mine[int(row["banks"])] = mine.get(int(row["banks"]), 0) + 1
    theirs = dict(base.execute(
        "select n, count(*) from (select id, count(distinct grp) + count(*) filter (grp is null) as n from seats group by id) group by 1"
    ).fetchall())
    wrong += report("syndicate sizes", mine, theirs)

    # Deals by bank and by role, and the league table over tranches in US dollars.
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

    # Deals with credit; values in other currencies would need the rates of every day.
    mine, own = seconds(lambda: json.loads(run(program, "league", str(book), "--where", "currency:USD market:DCM", "--credit", "equal", "--format", "json")))
    theirs, other = seconds(lambda: league(base))
    print(f"league: program {own:.2f} s with opening; DuckDB {load:.2f} s to load, {other:.3f} s to rank")
    own_table = {row["bank"]: row["deals"] for row in mine["rows"]}
    wrong += report("deals with credit by bank", own_table, theirs)
    return wrong


def league(base):
    """Deals with credit by bank over DCM deals with a dollar tranche: the bookrunners of each."""
    runners = ", ".join(f"'{role}'" for role in LEADING[0])
    return dict(base.execute(f"""
        with chosen as (select id from deals where market = 'DCM' and len(list_filter(tranches, lambda t: t.currency = 'USD')) > 0),
        runners as (select distinct id, grp from seats where grp is not null and len(list_intersect(roles, [{runners}])) > 0)
        select grp, count(*) from runners join chosen using (id) group by 1
    """).fetchall())


def report(what, mine, theirs):
    keys = set(mine) | set(theirs)
    wrong = [key for key in keys if mine.get(key, 0) != theirs.get(key, 0)]
    print(f"{what}: {len(keys)} figures, {len(wrong)} differ")
    for key in wrong[:5]:
        print(f"  {key}: {mine.get(key)} here, {theirs.get(key)} there")
    return len(wrong)


main()
