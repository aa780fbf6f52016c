"""The chart, judged by the tools that its users have: helm, kubeconform, the program itself.

usage: chart_test.py PROGRAM TOOLS     PROGRAM: wirefold; TOOLS: the folder that tools.sh filled. Exit code 77: not filled yet.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

try:
    import yaml
except ImportError:
    print("skipped: no python3-yaml here; ./dev deploy-tools installs it")
    sys.exit(77)

CHART = pathlib.Path(__file__).resolve().parents[1] / "chart"
VALUES = sorted((CHART / "ci").glob("*-values.yaml"))
PROGRAM, TOOLS = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
# Strimzi's schemas need a newer Java than Debian's: where they are missing, its two kinds are not judged.
SCHEMAS = ["core", "keda", "prometheus", "strimzi"]


def helm(*arguments, **options):
    return subprocess.run([TOOLS / "bin/helm", *arguments], capture_output=True, text=True, **options)


def template(*arguments):
    return helm("template", "wf", CHART, "--namespace", "news", *arguments)


def render(*settings):
    """The objects that the chart makes, by kind; of KafkaTopics the last one."""
    flags = [flag for setting in settings for flag in ("--set-json", setting)]
    made = template(*flags)
    assert made.returncode == 0, made.stderr
    return {part["kind"]: part for part in yaml.safe_load_all(made.stdout) if part}


def pod(objects, kind="Deployment"):
    return objects[kind]["spec"]["template"]["spec"]


class EveryValuesFile(unittest.TestCase):
    def test_passes_lint(self):
        for values in VALUES:
            with self.subTest(values.name):
                linted = helm("lint", "--strict", CHART, "--values", values)
                self.assertEqual(linted.returncode, 0, linted.stdout + linted.stderr)

    def test_makes_objects_that_kubernetes_and_the_operators_know(self):
        folders = [TOOLS / "schemas" / name for name in SCHEMAS]
        judges = [TOOLS / "bin/kubeconform", "-strict", "-summary"]
        for folder in folders:
            if folder.exists():
                judges += ["-schema-location", f"{folder}/{{{{ .ResourceKind }}}}{{{{ .KindSuffix }}}}.json"]
        if not (TOOLS / "schemas/strimzi").exists():
            judges += ["-skip", "KafkaTopic,KafkaUser"]
        for values in VALUES:
            with self.subTest(values.name):
                made = template("--values", values)
                self.assertEqual(made.returncode, 0, made.stderr)
                judged = subprocess.run(judges, input=made.stdout, capture_output=True, text=True)
                self.assertEqual(judged.returncode, 0, judged.stdout + judged.stderr)
                self.assertNotRegex(judged.stdout, r"Valid: 0\b")

    def test_makes_a_configuration_that_the_program_takes(self):
        for values in VALUES:
            with self.subTest(values.name), tempfile.TemporaryDirectory() as folder:
                made = template("--values", values, "--show-only", "templates/configmap.yaml")
                file = pathlib.Path(folder) / "wirefold.yaml"
                text = yaml.safe_load(made.stdout)["data"]["wirefold.yaml"]
                file.write_text(with_secrets(text, pathlib.Path(folder)))
                judged = subprocess.run([PROGRAM, "validate", "--offline", "-c", file], capture_output=True, text=True)
                self.assertEqual(judged.returncode, 0, judged.stderr)


def with_secrets(text, folder):
    """The configuration with its Secrets mounted in `folder`: the program reads the files that it names."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-days", "1",
                    "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"], check=True, capture_output=True)
    for name in re.findall(r"/var/run/wirefold/\S+", text):
        file = folder / name.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes((folder / ("key.pem" if name.endswith(".key") else "certificate.pem")).read_bytes())
    return text.replace("/var/run/wirefold", str(folder / "var/run/wirefold"))


class TheJudge(unittest.TestCase):
    """What the schemas must catch; else the test above says nothing."""

    def judge(self, text):
        locations = [f"{TOOLS}/schemas/{name}/{{{{ .ResourceKind }}}}{{{{ .KindSuffix }}}}.json" for name in SCHEMAS]
        flags = [flag for location in locations for flag in ("-schema-location", location)]
        return subprocess.run([TOOLS / "bin/kubeconform", "-strict", *flags], input=text, capture_output=True, text=True)

    def test_refuses_what_kubernetes_or_keda_would_pass_over(self):
        everything = template("--values", CHART / "ci/full-values.yaml").stdout
        for right, wrong in [
            ("readOnlyRootFilesystem", "readonlyRootFilesystem"),
            ("podMetricsEndpoints", "podMetricEndpoints"),
            ("lagThreshold:", "lagTreshold:"),
            ('lagThreshold: "5000000"', "lagThreshold: 5000000"),
            ("pollingInterval", "polingInterval"),
        ]:
            with self.subTest(wrong):
                self.assertIn(right, everything)
                judged = self.judge(everything.replace(right, wrong))
                self.assertEqual(judged.returncode, 1, judged.stdout + judged.stderr)


class Values(unittest.TestCase):
    def test_that_are_wrong_are_refused_by_name(self):
        for setting, said in [
            ("replica=3", "replica"),
            ('replicas="many"', "/replicas"),
            ("replicas=-1", "/replicas"),
            ('kind="DaemonSet"', "/kind"),
            ('image.digest="latest"', "/image/digest"),
            ('config.kafka.group_id=""', "/config/kafka/group_id"),
            ('config.admin.listen="127.0.0.1:8080"', "/config/admin/listen"),
            ('config.admin.listen=""', "/config/admin/listen"),
            ('config.admin.listen="0.0.0.0:0"', "/config/admin/listen"),
            ('config.topics.raw="a b"', "/config/topics/raw"),
            ('secrets=["../etc"]', "/secrets/0"),
            ("networkPolicy.kafkaPorts=[70000]", "/networkPolicy/kafkaPorts/0"),
            ('podDisruptionBudget.maxUnavailable="some"', "/podDisruptionBudget/maxUnavailable"),
            ("autoscaling.scaleDownSeconds=86400", "/autoscaling/scaleDownSeconds"),
            ('autoscaling.prometheus.serverAddress="prometheus"', "/autoscaling/prometheus/serverAddress"),
            ('autoscaling={"enabled":true,"minReplicas":20}', "autoscaling.minReplicas is 20"),
            ("strimzi.enabled=true", "strimzi.cluster"),
        ]:
            with self.subTest(setting):
                made = template("--set-json", setting)
                self.assertNotEqual(made.returncode, 0)
                self.assertIn(said, made.stderr)

    def test_that_are_large_numbers_stay_whole_numbers(self):
        objects = render("config.fold.window_claims=20000000", "replicas=1000000",
                         'autoscaling={"enabled":true,"kafka":{"lagRecords":50000000}}',
                         'strimzi={"enabled":true,"cluster":"news","retentionMs":6048000000}')
        self.assertIn("window_claims: 20000000\n", objects["ConfigMap"]["data"]["wirefold.yaml"])
        self.assertEqual(objects["ScaledObject"]["spec"]["triggers"][0]["metadata"]["lagThreshold"], "50000000")
        self.assertEqual(objects["KafkaTopic"]["spec"]["config"]["retention.ms"], 6048000000)

    def test_of_the_configuration_reach_the_program_as_they_are(self):
        config = {"kafka": {"properties": {"client.rack": "a: b # c", "ssl.ca.location": "/x"}}}
        objects = render("config=" + json.dumps(config))
        told = yaml.safe_load(objects["ConfigMap"]["data"]["wirefold.yaml"])
        self.assertEqual(told["kafka"]["properties"], config["kafka"]["properties"])


class Pods(unittest.TestCase):
    def test_may_do_nothing_but_run(self):
        for kind in ("Deployment", "StatefulSet"):
            spec = pod(render(f'kind="{kind}"'), kind)
            self.assertIs(spec["automountServiceAccountToken"], False)
            self.assertIs(spec["securityContext"]["runAsNonRoot"], True)
            self.assertEqual(spec["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
            self.assertEqual(spec["containers"][0]["securityContext"], {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            })

    def test_are_never_more_than_asked_for(self):
        strategy = render()["Deployment"]["spec"]["strategy"]
        self.assertEqual(strategy["rollingUpdate"], {"maxSurge": 0, "maxUnavailable": 1})

    def test_are_made_anew_for_another_configuration_alone(self):
        def sum_of(*settings):
            template_of_pods = render(*settings)["Deployment"]["spec"]["template"]
            return template_of_pods["metadata"]["annotations"]["checksum/config"]

        self.assertEqual(sum_of(), sum_of("replicas=3"))
        self.assertNotEqual(sum_of(), sum_of('config.kafka.group_id="other"'))

    def test_are_probed_where_the_program_listens(self):
        container = pod(render('config.admin.listen="0.0.0.0:9464"'))["containers"][0]
        self.assertEqual(container["ports"], [{"name": "http", "containerPort": 9464, "protocol": "TCP"}])
        paths = {probe: container[probe]["httpGet"]["path"] for probe in container if probe.endswith("Probe")}
        self.assertEqual(paths, {"startupProbe": "/livez", "livenessProbe": "/livez", "readinessProbe": "/readyz"})

    def test_have_secrets_as_files_that_others_cannot_read(self):
        spec = pod(render('secrets=["news-ca"]'))
        self.assertIn({"name": "secret-0", "secret": {"secretName": "news-ca", "defaultMode": 0o440}}, spec["volumes"])
        self.assertIn({"name": "secret-0", "mountPath": "/var/run/wirefold/news-ca", "readOnly": True},
                      spec["containers"][0]["volumeMounts"])

    def test_of_a_stateful_set_are_named_by_a_service(self):
        objects = render('kind="StatefulSet"')
        self.assertEqual(objects["StatefulSet"]["spec"]["serviceName"], objects["Service"]["metadata"]["name"])
        self.assertEqual(objects["Service"]["spec"]["clusterIP"], "None")

    def test_of_a_stateful_set_give_the_worker_the_name_that_they_keep(self):
        env = pod(render('kind="StatefulSet"'), "StatefulSet")["containers"][0]["env"]
        self.assertEqual(env, [{"name": "WIREFOLD__KAFKA__INSTANCE_ID",
                                "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}])
        self.assertNotIn("env", pod(render())["containers"][0])

    def test_are_found_by_every_selector(self):
        objects = render("podMonitor.enabled=true", "podLabels={\"a\":\"b\"}", 'kind="StatefulSet"')
        labels = objects["StatefulSet"]["spec"]["template"]["metadata"]["labels"]
        for selector in (
            objects["StatefulSet"]["spec"]["selector"]["matchLabels"],
            objects["Service"]["spec"]["selector"],
            objects["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
            objects["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"],
            objects["PodMonitor"]["spec"]["selector"]["matchLabels"],
        ):
            self.assertLessEqual(selector.items(), labels.items())


class TheNetworkPolicy(unittest.TestCase):
    def ports_out(self, *settings):
        rules = render(*settings)["NetworkPolicy"]["spec"]["egress"]
        return sorted({port["port"] for rule in rules for port in rule["ports"]})

    def test_lets_name_service_and_brokers_through_and_nothing_else(self):
        self.assertEqual(self.ports_out(), [53, 9092])
        self.assertEqual(self.ports_out("networkPolicy.kafkaPorts=[9093,9094]"), [53, 9093, 9094])

    def test_lets_the_schema_registry_of_the_configuration_through(self):
        for url, port in (
            ("http://registry:8081", 8081),
            ("https://registry.news.example:8443/apis/ccompat/v7", 8443),
            ("https://registry.news.example/apis/ccompat/v7", 443),
            ("http://registry", 80),
            ("http://[fd00::1]:8081", 8081),
            ("http://user@registry:8081", 8081),
        ):
            with self.subTest(url):
                self.assertEqual(self.ports_out(f'config.schema_registry.url="{url}"'), sorted([53, port, 9092]))
        self.assertEqual(self.ports_out('config.schema_registry.url="http://registry:8081"',
                                        "networkPolicy.registryPorts=[9999]"), [53, 9092, 9999])


class TheAutoscaler(unittest.TestCase):
    def scaled(self, *settings):
        return render("autoscaling.enabled=true", *settings)

    def test_decides_the_number_of_pods_alone(self):
        objects = self.scaled()
        self.assertNotIn("replicas", objects["Deployment"]["spec"])
        self.assertEqual(objects["ScaledObject"]["spec"]["scaleTargetRef"], {"kind": "Deployment", "name": "wf"})

    def test_stops_at_the_number_of_partitions(self):
        for partitions, most in ((4, 4), (12, 12), (100, 12)):
            scaled = self.scaled(f"config.topics.partitions={partitions}")
            self.assertEqual(scaled["ScaledObject"]["spec"]["maxReplicaCount"], most)

    def test_lets_pods_go_slowly(self):
        spec = self.scaled()["ScaledObject"]["spec"]
        down = spec["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]["scaleDown"]
        self.assertEqual((spec["cooldownPeriod"], down["stabilizationWindowSeconds"]), (600, 600))
        self.assertEqual(down["policies"], [{"type": "Pods", "value": 1, "periodSeconds": 600}])

    def test_counts_the_records_of_the_topic_and_group_that_the_program_reads(self):
        trigger = self.scaled('config.topics.raw="r"', 'config.kafka.group_id="g"')["ScaledObject"]["spec"]["triggers"][0]
        self.assertEqual((trigger["metadata"]["topic"], trigger["metadata"]["consumerGroup"]), ("r", "g"))

    def test_asks_prometheus_about_this_release_only(self):
        for kind, mine, others in (
            ("Deployment", "wf-7d9c6b8f5-x2x4k", "wf-2-7d9c6b8f5-x2x4k"),
            ("StatefulSet", "wf-11", "wf-eu-1"),
        ):
            scaled = self.scaled(f'kind="{kind}"', 'autoscaling.prometheus.serverAddress="http://p:9090"')
            metadata = scaled["ScaledObject"]["spec"]["triggers"][1]["metadata"]
            pods = re.search(r'pod=~"([^"]+)"', metadata["query"]).group(1)
            self.assertTrue(re.fullmatch(pods, mine))
            self.assertFalse(re.fullmatch(pods, others))
            # Without an answer the number of pods is to stay.
            self.assertEqual(metadata["ignoreNullValues"], "false")


class Alerts(unittest.TestCase):
    def test_are_those_of_the_rules_file(self):
        rules = CHART.parent / "prometheus/rules.yaml"
        if not rules.exists():
            refused = template("--set", "prometheusRule.enabled=true")
            self.assertIn("files/rules.yaml", refused.stderr)
            return
        self.assertTrue((CHART / "files/rules.yaml").exists(), "link it: ln -s ../../prometheus/rules.yaml deploy/chart/files/")
        made = render("prometheusRule.enabled=true")["PrometheusRule"]["spec"]
        self.assertEqual(made, yaml.safe_load(rules.read_text()))
        self.assertTrue(made["groups"])


class TheReadme(unittest.TestCase):
    def test_tells_the_values_that_there_are(self):
        made = subprocess.run([TOOLS / "bin/helm-docs", "--dry-run", "--chart-search-root", CHART, "--log-level", "error"],
                              capture_output=True, text=True)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual(made.stdout.strip(), (CHART / "README.md").read_text().strip(),
                         "write it anew: helm-docs --chart-search-root deploy/chart")


if __name__ == "__main__":
    for needed in ("bin/helm", "bin/kubeconform", "bin/helm-docs", "schemas/core", "schemas/keda", "schemas/prometheus"):
        if not (TOOLS / needed).exists():
            print(f"skipped: {TOOLS / needed} is not there; ./dev deploy-tools fetches it")
            sys.exit(77)
    unittest.main(argv=sys.argv[:1])
