# What has to pass before a change lands.
ready: format lint test score

format:
    cargo fmt --all --check

lint:
    cargo clippy --workspace --all-targets -- -D warnings

# The README's test command.
test:
    cargo test --workspace

# Exports read back by pandas, DuckDB, pyarrow and icalendar (crates/store/tests/requirements-readback.txt).
readback:
    cargo test -p legation-store
    python3 crates/store/tests/readback.py

# Every page in a browser, the API against its description, the calendar in another parser (needs chromium, npm and Python).
pages:
    cargo build
    crates/serve/tests/e2e/run.sh

# Accept changed corpus marks, snapshots and generated files; review the diff.
update:
    LEGATION_UPDATE=1 INSTA_UPDATE=always cargo test --workspace

# Figures on the hand-coded articles and development sets, where they are at hand.
score shared="../shared":
    cargo build --release
    if [ -d {{shared}} ]; then python3 {{shared}}/score/articles.py {{shared}}/articles; fi
    if [ -d {{shared}} ]; then python3 {{shared}}/score/readouts.py {{shared}}/data/dev/readouts.jsonl; fi

bench:
    cargo bench -p legation

# Run a fuzz target for a minute: `just fuzz read`.
fuzz target:
    RUSTC_BOOTSTRAP=1 cargo fuzz run {{target}} -- -max_total_time=60
