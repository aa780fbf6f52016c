#!/usr/bin/env python3
"""Writes the Grafana dashboard, dashboard.json, from the list of panels below.

    deploy/grafana/dashboard.py            # writes dashboard.json
    deploy/grafana/dashboard.py --check    # exit code 1 when dashboard.json is not what this writes
    deploy/grafana/dashboard.py --rules    # the queries as recording rules, for promtool to check

A panel has a title, a description, a unit of Grafana's and queries by legend. `{@}` in a query stands for the selection
of the job. Every metric of deploy/metrics.md is in a panel or in a rule, and the other way round: a test compares them.
"""

import json
import pathlib
import sys

OUTPUT = pathlib.Path(__file__).with_name("dashboard.json")
SELECTION = '{job=~"$job"}'
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}


def rate(metric, by=""):
    return f"sum{f' by ({by}) ' if by else ''}(rate({metric}{{@}}[$__rate_interval]))"


def quantiles(histogram, by=""):
    """p50, p90 and p99 of a histogram, for each value of `by`."""
    legend = f"{{{{{by}}}}} " if by else ""
    group = f"le, {by}" if by else "le"
    return {
        f"{legend}p{percent}": f"histogram_quantile({percent / 100:g}, "
        f"sum by ({group}) (rate({histogram}_bucket{{@}}[$__rate_interval])))"
        for percent in (50, 90, 99)
    }


def stat(title, description, unit, **queries):
    return ("stat", title, description, unit, queries)


def lines(title, description, unit, queries):
    return ("timeseries", title, description, unit, queries)


ROWS = {
    "Now": [
        stat("Ready workers", "Workers whose /readyz says yes. Fewer than replicas: one restores, drains or is ill.",
             "none", ready="sum(wirefold_ready{@})"),
        stat("Workers", "Workers that are scraped, by version.", "none",
             **{"{{version}}": "count by (version) (wirefold_build_info{@})"}),
        stat("Longest wait", "Age of the oldest raw record without an outcome. To alert and to scale on.", "s",
             lag="max(wirefold_consumer_lag_seconds{@})"),
        stat("Records waiting", "Raw records not committed yet, of all partitions.", "short",
             lag="sum(wirefold_consumer_lag_records{@})"),
        stat("Partitions that stand", "Partitions in which records wait while their reader reports trouble.",
             "none", stuck="sum(wirefold_partition_stuck{@})"),
        stat("Lost records", "Raw records that will never have an outcome, since the workers began.", "none",
             lost="sum(wirefold_records_lost_total{@}) or vector(0)"),
    ],
    "Lag": [
        lines("Lag in seconds", "Age of the oldest record without an outcome, for each partition.", "s",
              {"{{topic}} {{partition}}": "max by (topic, partition) (wirefold_consumer_lag_seconds{@})"}),
        lines("Lag in records", "Last stable offset minus our last commit, for each partition.", "short",
              {"{{topic}} {{partition}}": "max by (topic, partition) (wirefold_consumer_lag_records{@})"}),
        lines("Time since the last commit", "For each partition. Long is right while no records come.", "s",
              {"{{topic}} {{partition}}":
               "time() - max by (topic, partition) (wirefold_partition_last_progress_timestamp_seconds{@})"}),
        lines("Offsets per second", "What is written to the raw topic, and what is committed of it. Below: lag grows.",
              "cps",
              {"written": "sum(rate(wirefold_consumer_high_watermark_offset{@}[$__rate_interval]))",
               "committed": "sum(rate(wirefold_consumer_committed_offset{@}[$__rate_interval]))"}),
        lines("Partitions of each worker", "Owned raw partitions. Steps are rebalances.", "none",
              {"{{instance}}": "wirefold_partitions_assigned{@}"}),
        lines("Rebalances", "Changes of the assignment in five minutes, by type. `lost`: the group gave a worker up.",
              "none", {"{{type}}": "sum by (type) (increase(wirefold_rebalances_total{@}[5m]))"}),
    ],
    "Records": [
        lines("Taken and committed", "Raw records taken, and records committed to each output topic.", "cps",
              {"taken from {{topic}}": rate("wirefold_records_consumed_total", "topic"),
               "committed to {{topic}}": rate("wirefold_records_produced_total", "topic")}),
        lines("Relations", "Articles published, by what they are to others.", "cps",
              {"{{relation}}": rate("wirefold_records_processed_total", "relation")}),
        lines("Share of copies", "Articles that share text with others, of all: what the alert watches.", "percentunit",
              {"copies": 'sum(rate(wirefold_records_processed_total{job=~"$job", '
                         'relation!~"ORIGINAL|INSUFFICIENT_TEXT"}[1h])) / '
                         "sum(rate(wirefold_records_processed_total{@}[1h]))"}),
        lines("Containment in the best match", "How much of a copy stands in the article nearest to it.", "percentunit",
              quantiles("wirefold_containment_ratio")),
        lines("Dead letters", "Raw records that are no article, or that their topic refused, by stage and code.", "cps",
              {"{{stage}} {{code}}": rate("wirefold_records_dead_lettered_total", "stage, code")}),
        lines("Let go", "Records taken whose outcome is another worker's, by reason. No loss.", "cps",
              {"{{reason}}": rate("wirefold_records_discarded_total", "reason")}),
        lines("Size of raw records", "Key, value and headers.", "bytes", quantiles("wirefold_record_bytes")),
        lines("In flight", "Records taken and not committed, of each worker.", "none",
              {"{{instance}}": "wirefold_records_in_flight{@}"}),
    ],
    "Time": [
        lines("Raw timestamp to commit", "What a reader of the enriched topic waits for, with the time in Kafka.", "s",
              quantiles("wirefold_end_to_end_latency_seconds")),
        lines("Steps", "prepare: work on one record; order, settle: round trips to the claims log. 99 of 100.", "s",
              {"{{stage}}": "histogram_quantile(0.99, sum by (le, stage) "
                            "(rate(wirefold_stage_duration_seconds_bucket{@}[$__rate_interval])))"}),
        lines("Transactions: time", "Sending the offsets and committing.", "s",
              quantiles("wirefold_transaction_duration_seconds")),
        lines("Oldest record in flight", "Since it was taken. Grows when commits fail or the claims log is slow.", "s",
              {"{{instance}}": "wirefold_oldest_inflight_age_seconds{@}"}),
    ],
    "Trouble": [
        lines("Transactions", "By result. Aborted and failed ones are produced again.", "cps",
              {"{{result}}": rate("wirefold_transactions_total", "result")}),
        lines("Halves of transactions", "Records that brokers committed in part, by the half; read back and mended.", "cps",
              {"{{half}}": rate("wirefold_records_halved_total", "half")}),
        lines("Errors", "What the workers went on from, by stage and code.", "cps",
              {"{{stage}} {{code}}": rate("wirefold_errors_total", "stage, code")}),
        lines("Log lines", "Lines written, by level.", "cps",
              {"{{level}}": rate("wirefold_log_messages_total", "level")}),
        lines("Settlements that differ", "Two workers judged alike log records otherwise. 0 is right.", "none",
              {"{{instance}}": "wirefold_settlement_mismatch_total{@}"}),
    ],
    "Claims log": [
        lines("Claims", "Appended by all, applied by each worker, and claims of records claimed before.", "cps",
              {"appended": rate("wirefold_claims_appended_total"),
               "applied by {{instance}}": rate("wirefold_claims_applied_total", "instance"),
               "claimed again": rate("wirefold_reclaims_total")}),
        lines("Lag of the claims log in records", "Log records that a worker has not applied yet.", "short",
              {"{{instance}}": "wirefold_claims_apply_lag_records{@}"}),
        lines("Lag of the claims log in seconds", "Age of the log record applied last while there are more.", "s",
              {"{{instance}}": "wirefold_claims_apply_lag_seconds{@}"}),
        lines("Asked again", "Claims and settlements that got no answer: a broker is slow, or loses records.",
              "cps",
              {"claims": rate("wirefold_claims_repeated_total"),
               "settlements": rate("wirefold_settlements_repeated_total")}),
        lines("Jumps of log time", "Log records stamped far from the one before: a broker's clock.", "none",
              {"{{instance}}": "increase(wirefold_log_time_jumps_total{@}[5m])"}),
        lines("Retention beyond what is needed", "Of the claims topic. Below 0 no worker starts.", "s",
              {"headroom": "min(wirefold_claims_retention_headroom_seconds{@})"}),
    ],
    "Index": [
        lines("Claims in the window", "And how many it may hold. At the limit old claims leave early.", "short",
              {"{{instance}}": "wirefold_index_articles{@}", "limit": "min(wirefold_index_articles_limit{@})"}),
        lines("Age of the oldest claim", "Shorter than the window once it is full: the limit in number cuts it.", "s",
              {"{{instance}}": "time() - wirefold_index_oldest_timestamp_seconds{@}"}),
        lines("Claims that left", "The window's other end.", "cps",
              {"{{instance}}": rate("wirefold_index_evictions_total", "instance")}),
        lines("Fingerprints", "With an owner in the window.", "short",
              {"{{instance}}": "wirefold_index_fingerprints{@}"}),
        lines("Memory of the index", "Of each worker: they all hold the whole window.", "bytes",
              {"{{instance}}": "wirefold_index_bytes{@}"}),
        lines("Restoring", "1 while a worker reads the claims log before it joins.", "none",
              {"{{instance}}": "wirefold_restoring{@}"}),
        lines("Time to restore", "Mean of the starts in the last day.", "s",
              {"mean": "sum(increase(wirefold_restore_duration_seconds_sum{@}[1d])) / "
                       "sum(increase(wirefold_restore_duration_seconds_count{@}[1d]))"}),
    ],
    "Process": [
        lines("CPU", "Cores used by each worker.", "none",
              {"{{instance}}": rate("process_cpu_seconds_total", "instance")}),
        lines("Memory", "Resident and virtual.", "bytes",
              {"{{instance}} resident": "process_resident_memory_bytes{@}",
               "{{instance}} virtual": "process_virtual_memory_bytes{@}"}),
        lines("Open files", "And how many there may be. Connections and the admin port take them.", "none",
              {"{{instance}}": "process_open_fds{@}", "limit": "min(process_max_fds{@})"}),
        lines("Up for", "Since the process began.", "s", {"{{instance}}": "time() - process_start_time_seconds{@}"}),
    ],
}


def panel(number, x, y, width, height, spec):
    kind, title, description, unit, queries = spec
    custom = {"lineWidth": 1, "fillOpacity": 8, "axisSoftMin": 0, "showPoints": "never"} if kind == "timeseries" else {}
    options = {"legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
               "tooltip": {"mode": "multi", "sort": "desc"}}
    if kind == "stat":
        options = {"colorMode": "none", "graphMode": "area", "textMode": "auto",
                   "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    return {
        "id": number,
        "type": kind,
        "title": title,
        "description": description,
        "datasource": DATASOURCE,
        "gridPos": {"x": x, "y": y, "w": width, "h": height},
        "fieldConfig": {"defaults": {"unit": unit, "custom": custom}, "overrides": []},
        "options": options,
        "targets": [
            {"refId": chr(ord("A") + i), "datasource": DATASOURCE, "expr": query.replace("{@}", SELECTION),
             "legendFormat": legend}
            for i, (legend, query) in enumerate(queries.items())
        ],
    }


def panels():
    """The rows one below the other, each as wide as the page: 24 columns."""
    made = []
    y = 0
    for title, specs in ROWS.items():
        made.append({"id": len(made) + 1, "type": "row", "title": title, "collapsed": False, "panels": [],
                     "gridPos": {"x": 0, "y": y, "w": 24, "h": 1}})
        y += 1
        width, height = (4, 4) if specs[0][0] == "stat" else (8, 7)
        for i, spec in enumerate(specs):
            x = i * width % 24
            made.append(panel(len(made) + 1, x, y + i * width // 24 * height, width, height, spec))
        y += (len(specs) * width + 23) // 24 * height
    return made


def dashboard():
    variables = [
        {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"},
        {"name": "job", "label": "Job", "type": "query", "datasource": DATASOURCE, "multi": True, "includeAll": True,
         "allValue": ".+", "query": {"query": "label_values(wirefold_build_info, job)", "refId": "job"}, "refresh": 2,
         "current": {"text": "All", "value": "$__all"}},
    ]
    return {
        "uid": "wirefold",
        "title": "wirefold",
        "description": "Workers that enrich news articles: lag, records, trouble, claims log, index.",
        "tags": ["wirefold"],
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "timezone": "browser",
        "templating": {"list": variables},
        "annotations": {"list": []},
        "panels": panels(),
    }


def as_rules():
    """JSON is YAML; what Grafana fills in is filled in."""
    queries = [target["expr"] for made in panels() for target in made.get("targets", [])]
    filled = [query.replace("$__rate_interval", "5m").replace("$job", ".+") for query in queries]
    return {"groups": [{"name": "panels", "rules": [{"record": f"panel:{i}", "expr": query}
                                                    for i, query in enumerate(filled)]}]}


def main():
    text = json.dumps(dashboard(), indent=2, ensure_ascii=False) + "\n"
    if sys.argv[1:] == ["--check"]:
        if not OUTPUT.exists() or OUTPUT.read_text(encoding="utf-8") != text:
            sys.exit(f"{OUTPUT} is not what {pathlib.Path(__file__).name} writes: run it and commit the result")
    elif sys.argv[1:] == ["--rules"]:
        print(json.dumps(as_rules()))
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        OUTPUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
