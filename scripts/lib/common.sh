# Shared by the scripts beside it; sourced, never run.

# The project's root, whatever folder the caller stands in.
CAIRN_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

# Everything the scripts may keep between runs and between clones.
CAIRN_CACHE=${CAIRN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cairn}

# One target folder for every clone, so that dependencies are compiled once per machine.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$CAIRN_CACHE/target}

# The Wasm builder looks for Cargo.lock above the target folder; ours is elsewhere.
export WASM_BUILD_WORKSPACE_HINT=$CAIRN_ROOT

# Whoever tests pallets may have set it; a node needs its runtime.
unset SKIP_WASM_BUILD

# The wrapper records how each of Cairn's crates is compiled, for scripts/lint. What is compiled stays the
# same.
export CAIRN_ROOT RUSTC_WRAPPER=$CAIRN_ROOT/scripts/lib/rustc-wrapper

# Tests and local networks share one profile and one feature set (see Cargo.toml).
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

# What the end-to-end tests need at least. scripts/setup brings it here where the machine's is older.
CAIRN_NODE_JS=20
PATH=$CAIRN_CACHE/node/node_modules/.bin:$PATH

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
	bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
else
	bold='' green='' red='' plain=''
fi

# say TEXT...: one line of progress.
say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*"; }

# fail TEXT...: an error that names the next step, then exit 1.
fail() {
	printf '%serror:%s %s\n' "$red" "$plain" "$*" >&2
	exit 1
}

# as_root COMMAND...: runs COMMAND as root, with sudo if need be.
as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"
	elif command -v sudo >/dev/null; then sudo "$@"
	else fail "'$1' needs root: run this script as root, or install sudo"; fi
}

# apt_install PACKAGE...: installs those that are missing.
apt_install() {
	local missing=() package
	for package in "$@"; do
		[ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
	done
	[ ${#missing[@]} = 0 ] && return
	command -v apt-get >/dev/null ||
		fail "no apt-get here: install these by hand, then run this script again: ${missing[*]}"
	say "installing system packages: ${missing[*]}"
	if [ -z "${apt_updated:-}" ]; then as_root apt-get update -qq; apt_updated=1; fi
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# usage FILE: prints the comment block under FILE's first line.
usage() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$1"; }

# stage NAME COMMAND...: runs COMMAND and prints how long it took; its failure is the caller's.
stage() {
	local name=$1 began=$SECONDS
	shift
	say "$name"
	"$@" || fail "stage '$name' failed after $((SECONDS - began)) s"
	printf '%s    %s: %d min %02d s%s\n' "$green" "$name" \
		$(((SECONDS - began) / 60)) $(((SECONDS - began) % 60)) "$plain"
}

# workspace COMMAND...: cargo's COMMAND for every crate of the node's workspace. The scripts all pass the
# same options, so that nothing is compiled twice.
workspace() {
	local command=$1
	shift
	(cd "$CAIRN_ROOT" && cargo "$command" --locked --workspace \
		--profile "$CAIRN_PROFILE" --features "$CAIRN_FEATURES" "$@")
}

# build_node: the node that local networks run. Only the test of upgrades needs the next runtime.
build_node() { workspace build --exclude cairn-rehearsal; }

# gateway COMMAND...: cargo's COMMAND for the gateway, which is a workspace of its own. It has a target
# folder of its own too: neither waits for the other.
gateway() {
	local command=$1
	shift
	CARGO_TARGET_DIR=$CAIRN_GATEWAY_TARGET \
		cargo "$command" --locked --workspace --manifest-path "$CAIRN_ROOT/gateway/Cargo.toml" --profile "$CAIRN_PROFILE" "$@"
}

# beside NAME COMMAND...: runs COMMAND in the background, in a process group of its own, because Ctrl-C
# does not reach it there: it ends with this script. Its output goes to a log.
declare -A others=()
beside() {
	local name=$1
	shift
	mkdir -p "$CAIRN_CACHE/logs"
	trap end_others EXIT
	set -m
	"$@" >"$CAIRN_CACHE/logs/$name" 2>&1 </dev/null &
	set +m
	others[$name]=$!
}

end_others() { [ ${#others[@]} = 0 ] || kill -- "${others[@]/#/-}" 2>/dev/null || true; }

# await NAME...: waits for what runs beside, and shows what it has said.
await() {
	local code=0 name
	for name in "$@"; do
		wait "${others[$name]}" || code=$?
		unset "others[$name]"
		cat "$CAIRN_CACHE/logs/$name"
	done
	return "$code"
}

# patiently COMMAND...: runs COMMAND with the lowest priority, because nobody waits for it yet.
patiently() {
	renice -n 19 -p "$BASHPID" >/dev/null
	"$@"
}
