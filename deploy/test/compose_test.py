"""The compose file: what its schema, the program and the file itself say. It is not brought up: its broker's image is others'.

usage: compose_test.py PROGRAM TOOLS     Exit code 77: TOOLS has no judge yet.
"""

import pathlib
import subprocess
import sys
import unittest

try:
    import yaml
except ImportError:
    print("skipped: no python3-yaml here; ./dev deploy-tools installs it")
    sys.exit(77)

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "compose"
ROOT = FOLDER.parents[1]
PROGRAM, TOOLS = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
PYTHON = TOOLS / "python/bin/python"


class TheComposeFile(unittest.TestCase):
    def setUp(self):
        self.file = yaml.safe_load((FOLDER / "compose.yaml").read_text())

    def test_is_what_the_specification_allows(self):
        judged = subprocess.run([PYTHON, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", FOLDER / "compose.yaml"],
                                capture_output=True, text=True)
        self.assertEqual(judged.returncode, 0, judged.stdout + judged.stderr)

    def test_names_services_files_and_volumes_that_there_are(self):
        services = self.file["services"]
        for name, service in services.items():
            self.assertLessEqual(set(service.get("depends_on", {})), set(services), name)
            # Files by a path, everything else by a name.
            for volume in service.get("volumes", []):
                source = volume.split(":")[0]
                self.assertTrue((FOLDER / source).exists() if source.startswith(".") else source in self.file["volumes"], volume)
            if build := service.get("build"):
                self.assertTrue((FOLDER / build["context"] / build["dockerfile"]).exists())

    def test_gives_the_program_a_configuration_that_it_takes(self):
        judged = subprocess.run([PROGRAM, "validate", "--offline", "-c", FOLDER / "wirefold.yaml"], capture_output=True, text=True)
        self.assertEqual(judged.returncode, 0, judged.stderr)

    def test_runs_verbs_and_options_that_the_program_has(self):
        for name in ("topics",):
            verb = self.file["services"][name]["command"][0]
            asked = subprocess.run([PROGRAM, verb, "--help"], capture_output=True, text=True)
            self.assertEqual(asked.returncode, 0, asked.stderr)

    def test_meets_kafka_where_it_says_that_it_is(self):
        config = yaml.safe_load((FOLDER / "wirefold.yaml").read_text())
        advertised = self.file["services"]["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
        self.assertEqual(advertised, "PLAINTEXT://" + config["kafka"]["bootstrap_servers"])

    def test_runs_two_workers_without_rights_and_open_to_this_machine_alone(self):
        worker = self.file["services"]["worker"]
        self.assertEqual(worker["deploy"]["replicas"], 2)
        self.assertEqual((worker["read_only"], worker["cap_drop"]), (True, ["ALL"]))
        self.assertTrue(all(port.startswith("127.0.0.1:") for port in worker["ports"]))


if __name__ == "__main__":
    if not PYTHON.exists():
        print(f"skipped: {PYTHON} is not there; ./dev deploy-tools fetches it")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
