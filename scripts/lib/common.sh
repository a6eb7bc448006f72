# shellcheck shell=bash
# shellcheck disable=SC2034 # the scripts that source this file use its variables
#
# Functions and settings of all scripts. Source this file, do not run it.

# The root of the project, independent of the current folder.
CAIRN_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

# The folder that the scripts keep between runs and share between clones.
CAIRN_CACHE=${CAIRN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cairn}

# All clones share one target folder, so that dependencies are compiled once per machine.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$CAIRN_CACHE/target}

# The Wasm builder looks for Cargo.lock above the target folder, but ours is elsewhere.
export WASM_BUILD_WORKSPACE_HINT=$CAIRN_ROOT

# People who test pallets may have set this, but a node needs its Wasm runtime.
unset SKIP_WASM_BUILD

# The wrapper records the compiler command of each of Cairn's crates for scripts/lint. It does not change
# the result.
export CAIRN_ROOT RUSTC_WRAPPER=$CAIRN_ROOT/scripts/lib/rustc-wrapper

# Tests and local networks share one profile and one feature set; see Cargo.toml.
CAIRN_PROFILE=testnet
CAIRN_FEATURES=try-runtime
CAIRN_NODE=$CARGO_TARGET_DIR/$CAIRN_PROFILE/cairn-node
CAIRN_GATEWAY_TARGET=$CARGO_TARGET_DIR/gateway
CAIRN_GATEWAY=$CAIRN_GATEWAY_TARGET/$CAIRN_PROFILE
CAIRN_BENCHES_TARGET=$CARGO_TARGET_DIR/benches
CAIRN_RUNTIME=$CARGO_TARGET_DIR/$CAIRN_PROFILE/wbuild/cairn-runtime/cairn_runtime.compact.compressed.wasm

# rustup's own programs may not be on PATH in a fresh shell.
if [ -d "$HOME/.cargo/bin" ]; then
	case ":$PATH:" in
	*":$HOME/.cargo/bin:"*) ;;
	*) PATH=$HOME/.cargo/bin:$PATH ;;
	esac
fi

# The minimum Node.js version of the end-to-end tests. scripts/setup installs it here if the machine's is
# older.
CAIRN_NODE_JS=20
PATH=$CAIRN_CACHE/node/node_modules/.bin:$PATH

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
	bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
else
	bold='' green='' red='' plain=''
fi

# say TEXT...: prints one line of progress.
say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*"; }

# fail TEXT...: prints an error, which should name the next step, and exits with code 1.
fail() {
	printf '%serror:%s %s\n' "$red" "$plain" "$*" >&2
	exit 1
}

# as_root COMMAND...: runs COMMAND as root, with sudo if necessary.
as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"
	elif command -v sudo >/dev/null; then sudo "$@"
	else fail "'$1' needs root: run this script as root, or install sudo"; fi
}

# apt_install PACKAGE...: installs the packages that are missing.
apt_install() {
	local missing=() package
	for package in "$@"; do
		[ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
	done
	[ ${#missing[@]} = 0 ] && return
	command -v apt-get >/dev/null ||
		fail "apt-get not found: install these packages yourself, then run this script again: ${missing[*]}"
	say "installing system packages: ${missing[*]}"
	if [ -z "${apt_updated:-}" ]; then as_root apt-get update -qq; apt_updated=1; fi
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# usage FILE: prints the comment block below the first line of FILE.
usage() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$1"; }

# stage NAME COMMAND...: runs COMMAND and prints its duration. If COMMAND fails, the script fails.
stage() {
	local name=$1 began=$SECONDS
	shift
	say "$name"
	"$@" || fail "stage '$name' failed after $((SECONDS - began)) s"
	printf '%s    %s: %d min %02d s%s\n' "$green" "$name" \
		$(((SECONDS - began) / 60)) $(((SECONDS - began) % 60)) "$plain"
}

# workspace_cargo COMMAND...: runs cargo's COMMAND for every crate of the node's workspace. All scripts
# pass the same options, so that nothing is compiled twice.
workspace_cargo() {
	local command=$1
	shift
	(cd "$CAIRN_ROOT" && cargo "$command" --locked --workspace \
		--profile "$CAIRN_PROFILE" --features "$CAIRN_FEATURES" "$@")
}

# build_node: builds the node that local networks run. Only the upgrade test needs the next runtime.
build_node() { workspace_cargo build --exclude cairn-rehearsal; }

# gateway_cargo COMMAND...: runs cargo's COMMAND for the gateway, which is a workspace of its own. It has
# its own target folder too, so that the two builds do not wait for each other.
gateway_cargo() {
	local command=$1
	shift
	CARGO_TARGET_DIR=$CAIRN_GATEWAY_TARGET \
		cargo "$command" --locked --workspace --manifest-path "$CAIRN_ROOT/gateway/Cargo.toml" --profile "$CAIRN_PROFILE" "$@"
}

# in_background NAME COMMAND...: runs COMMAND in the background and writes its output to a log. The command
# has its own process group, which Ctrl-C does not reach, so the script kills it when it exits.
declare -A background_jobs=()
in_background() {
	local name=$1
	shift
	mkdir -p "$CAIRN_CACHE/logs"
	trap stop_background_jobs EXIT
	set -m
	"$@" >"$CAIRN_CACHE/logs/$name" 2>&1 </dev/null &
	set +m
	background_jobs[$name]=$!
}

stop_background_jobs() { [ ${#background_jobs[@]} = 0 ] || kill -- "${background_jobs[@]/#/-}" 2>/dev/null || true; }

# await_background NAME...: waits for background commands and prints their output.
await_background() {
	local code=0 name
	for name in "$@"; do
		wait "${background_jobs[$name]}" || code=$?
		unset "background_jobs[$name]"
		cat "$CAIRN_CACHE/logs/$name"
	done
	return "$code"
}

# low_priority COMMAND...: runs COMMAND with the lowest CPU priority.
low_priority() {
	renice -n 19 -p "$BASHPID" >/dev/null
	"$@"
}
