#!/usr/bin/env python3
"""Runs layout and network measures beside igraph, networkit and fa2, on the same made-up markets.

    pip install numpy scipy igraph networkit fa2
    python3 benches/nets.py [--program target/release/syndiscope] [--deals 10000 100000]

The program writes a market; its issuers and banks with the number of deals between them are the net.
Every library runs on that net, one after another, and so does `cargo bench --bench nets`. Seconds are
those of the work alone, without reading the file and building the library's graph. A library that is
not installed is left out. Of a picture two figures are told:

auc    how often an issuer that is linked to a bank stands nearer to it than one that is not; .5 is chance
np10   the part of the ten banks nearest to an issuer that are its own, of ten or of as many as it has
"""

import argparse
import importlib
import json
import pathlib
import subprocess
import tempfile
import time

import numpy as np
from scipy.spatial import cKDTree


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="target/release/syndiscope")
    parser.add_argument("--deals", type=int, nargs="+", default=[10_000, 100_000])
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for deals in args.deals:
            compare(args.program, folder, deals)


def compare(program, folder, deals):
    book = folder / f"{deals}.ndjson"
    subprocess.run([program, "generate", "--deals", str(deals), "-o", str(book)], check=True)
    net = Net(book)
    net.write(folder / f"{deals}.edges.csv")
    print(f"{deals} deals: {net.nodes} nodes, {len(net.weights)} links")
    for name, peer in [("igraph", igraph), ("networkit", networkit), ("fa2", fa2)]:
        try:
            library = importlib.import_module(name)
        except ImportError:
            print(f"{name} is not installed")
            continue
        peer(library, net, folder / f"{name}.{deals}.graphml")
    for job in ["layout", "measures", "io"]:
        command = ["cargo", "bench", "-q", "--bench", "nets", "--", job, str(deals), str(folder), str(folder)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        for line in done.stdout.splitlines():
            told = json.loads(line)
            if job == "layout":
                told |= net.quality(np.fromfile(folder / f"syndiscope.{deals}.f64").reshape(-1, 2))
            report(told.pop("job"), "syndiscope", told.pop("seconds"), told)


class Net:
    """Issuers and banks by first appearance, with the deals between them."""

    def __init__(self, book):
        places, deals = {}, {}
        with open(book, encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                issuer = record["issuer"]
                issuer = issuer.get("name") if isinstance(issuer, dict) else issuer
                banks = {member.get("group") or member.get("bank") for member in record["syndicate"]}
                for bank in sorted(bank for bank in banks if bank):
                    ends = tuple(places.setdefault(end, len(places)) for end in [(issuer, 0), (bank, 1)])
                    deals[ends] = deals.get(ends, 0) + 1
        self.nodes = len(places)
        self.is_bank = np.array([side == 1 for _, side in places], bool)
        self.names = [name for name, _ in places]
        self.ends = np.array(list(deals), np.int32)
        self.weights = np.array(list(deals.values()), float)

    def write(self, path):
        with open(path, "w", encoding="utf-8") as out:
            out.write("issuer,bank,weight\n")
            for (issuer, bank), weight in zip(self.ends, self.weights):
                out.write(f"{self.names[issuer].replace(',', ' ')},{self.names[bank].replace(',', ' ')},{weight:.0f}\n")

    def quality(self, places):
        random = np.random.default_rng(5)
        linked = [set() for _ in range(self.nodes)]
        for issuer, bank in self.ends:
            linked[issuer].add(bank)
            linked[bank].add(issuer)
        issuers, banks = np.flatnonzero(~self.is_bank), np.flatnonzero(self.is_bank)
        wins = []
        for bank in random.choice(banks, 5_000):
            own, other = random.choice(sorted(linked[bank])), random.choice(issuers)
            if other not in linked[bank]:
                near, far = (np.linalg.norm(places[end] - places[bank]) for end in (own, other))
                wins.append(1.0 if near < far else 0.5 if near == far else 0.0)
        sample = random.choice(issuers, min(1_000, len(issuers)), replace=False)
        _, nearest = cKDTree(places[banks]).query(places[sample], k=10)
        hits = [len(linked[own] & set(banks[row])) / min(10, len(linked[own])) for own, row in zip(sample, nearest)]
        return {"auc": round(float(np.mean(wins)), 3), "np10": round(float(np.mean(hits)), 3)}


def report(job, who, seconds, more=None):
    print(f"{job:32} {who:12} {seconds * 1000:10.1f} ms  {json.dumps(more or {})}")


def timed(work):
    start = time.perf_counter()
    value = work()
    return value, time.perf_counter() - start


def igraph(library, net, file):
    graph, weights = library.Graph(n=net.nodes, edges=net.ends.tolist()), net.weights.tolist()
    jobs = {
        "pagerank": lambda: graph.pagerank(weights=weights),
        "eigenvector": lambda: graph.eigenvector_centrality(weights=weights),
        "leiden": lambda: graph.community_leiden(objective_function="modularity", weights=weights),
    }
    if net.nodes < 10_000:
        jobs["betweenness"] = lambda: graph.betweenness(directed=False)
    for job, work in jobs.items():
        value, seconds = timed(work)
        found = {"modularity": round(graph.modularity(value.membership, weights), 4)} if job == "leiden" else {}
        report(f"measure:{job}", "igraph", seconds, found)
    graph.vs["label"], graph.vs["kind"] = net.names, ["bank" if bank else "issuer" for bank in net.is_bank]
    graph.es["weight"] = weights
    _, seconds = timed(lambda: graph.write_graphml(str(file)))
    report("export:graphml", "igraph", seconds)
    _, seconds = timed(lambda: library.Graph.Read_GraphML(str(file)))
    report("import:graphml", "igraph", seconds)
    places, seconds = timed(lambda: graph.layout_fruchterman_reingold(niter=100, weights=weights, grid=True))
    report("layout", "igraph", seconds, net.quality(np.array(places.coords)))


def networkit(library, net, _):
    library.setSeed(7, False)
    graph = library.GraphFromCoo((net.weights, (net.ends[:, 0], net.ends[:, 1])), n=net.nodes, weighted=True)
    found, seconds = timed(lambda: library.community.ParallelLeiden(graph).run().getPartition())
    quality = library.community.Modularity().getQuality(found, graph)
    report("measure:leiden", "networkit", seconds, {"modularity": round(quality, 4)})


def fa2(library, net, _):
    from scipy.sparse import coo_matrix

    a, b = net.ends.T
    links = coo_matrix((np.r_[net.weights, net.weights], (np.r_[a, b], np.r_[b, a])), shape=(net.nodes, net.nodes))
    force = library.ForceAtlas2(verbose=False)
    places, seconds = timed(lambda: force.forceatlas2(links.tocsr(), iterations=100))
    report("layout", "fa2", seconds, net.quality(np.array(places)))


main()
