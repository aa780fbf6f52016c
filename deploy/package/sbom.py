"""CycloneDX 1.6 bill of materials of the program: the libraries that it loads, by the Debian package that each is of, and
librdkafka and lexbor, which are linked in.

usage: sbom.py PROGRAM

The same program and packages give the same bytes. A library that no package owns is an error.
"""

import json
import os
import re
import subprocess
import sys

# What deploy/build/lexbor.sh builds.
LEXBOR = "2.7.0"


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def loaded_libraries(program):
    """Paths of what the dynamic linker loads."""
    told = run("ldd", program)
    if "not found" in told:
        sys.exit(f"sbom.py: a library is missing:\n{told}")
    return sorted(set(re.findall(r"(/\S+)", told)))


def package_of(path):
    """Name of the package that has the file. A file below /lib may be recorded so, or below /usr/lib."""
    real = os.path.realpath(path)
    for name in (path, real, real.removeprefix("/usr"), "/usr" + real):
        found = subprocess.run(["dpkg-query", "--search", name], capture_output=True, text=True)
        if found.returncode == 0:
            return found.stdout.split(": ")[0]
    sys.exit(f"sbom.py: no package has {path}")


def component(package):
    name, version, source, architecture = run(
        "dpkg-query", "--show", "--showformat", "${Package} ${Version} ${source:Package} ${Architecture}", package).split()
    purl = f"pkg:deb/debian/{name}@{version.replace('+', '%2B').replace(':', '%3A')}?arch={architecture}&distro=debian-12"
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
            "properties": [{"name": "debian:source", "value": source}]}


def linked_in(name, version, purl, license):
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
            "licenses": [{"license": {"id": license}}]}


def main(program):
    version, librdkafka = re.fullmatch(r"wirefold (\S+), librdkafka (\S+)\n", run(program, "version")).groups()
    packages = sorted({package_of(path) for path in loaded_libraries(program)})
    parts = [component(package) for package in packages]
    parts.append(linked_in("librdkafka", librdkafka, f"pkg:github/confluentinc/librdkafka@v{librdkafka}", "BSD-2-Clause"))
    parts.append(linked_in("lexbor", LEXBOR, f"pkg:github/lexbor/lexbor@v{LEXBOR}", "Apache-2.0"))
    itself = {"type": "application", "bom-ref": "wirefold", "name": "wirefold", "version": version,
              "licenses": [{"license": {"id": "Apache-2.0"}}]}
    json.dump({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": itself},
        "components": parts,
        "dependencies": [{"ref": "wirefold", "dependsOn": [part["bom-ref"] for part in parts]}],
    }, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
