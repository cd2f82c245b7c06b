#!/usr/bin/env bash
# The wheel, built here and installed in a clean virtual environment: types, tests (Arrow, Spark, Ray with a worker killed), the notebook.
# Needs Python 3.11 or later, and what .ci/run has built: target/release/legation.
set -euo pipefail
cd "$(dirname "$0")/../.."

python=${PYTHON:-python3}
tools=target/python/tools
clean=target/python/clean
rm -rf "$clean"
"$python" -m venv "$tools"
"$python" -m venv "$clean"
"$tools/bin/pip" install --quiet "$(grep ^maturin crates/python/requirements-ci.txt)"

echo "== the wheel"
rm -rf target/wheels
"$tools/bin/maturin" build --release -m crates/python/Cargo.toml -o target/wheels --interpreter "$python"
wheel=(target/wheels/legation-*.whl)
size=$(stat -c %s "${wheel[0]}")
echo "$((size >> 20)) MiB"
if [ "$size" -gt 60000000 ]; then
    echo "the wheel is larger than 60 MB" >&2
    exit 1
fi
# Alone first: it needs no other package.
"$clean/bin/pip" install --quiet "${wheel[0]}"
(cd target && python/clean/bin/python -c "import legation; print(legation.read('France on Monday condemned the attack.', published='2026-03-04'))")
grep -v ^maturin crates/python/requirements-ci.txt > target/python/requirements.txt
"$clean/bin/pip" install --quiet -r target/python/requirements.txt

if ! command -v java > /dev/null; then
    echo "== java, for Spark"
    { [ "$(id -u)" = 0 ] && apt-get install -y -qq default-jre-headless > /dev/null 2>&1; } || echo "SPARK IS NOT TESTED: default-jre-headless could not be installed"
fi

clean=$(realpath "$clean")
cd crates/python
echo "== types"
"$clean/bin/mypy" --strict --cache-dir ../../target/python/mypy examples tests
echo "== tests"
LEGATION=$(realpath ../../target/release/legation)
export LEGATION
# A cluster that is slow to start is no fault of ours: what failed is run once more, alone, and has to pass then.
cache=$(realpath ../../target)/python/pytest
"$clean/bin/pytest" -o cache_dir="$cache" || "$clean/bin/pytest" -o cache_dir="$cache" --last-failed
echo "== the notebook"
cd ../../examples
"$clean/bin/python" ../crates/python/tests/run_notebook.py first-look.ipynb
