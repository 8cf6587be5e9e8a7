# Runs a temporary PostgreSQL for as long as standard input stays open.
# Arguments: folder of the programs, empty folder to live in, owner's name.
# Says "ready" when the server answers, or what went wrong. The test process
# holds the other end of standard input; when it ends, even by SIGKILL, the
# read below ends too, and the server goes with its folder.
bin=$1 dir=$2 owner=$3
log=$dir/log

start() {
	"$bin/initdb" --pgdata="$dir/data" --username="$owner" --auth=trust \
		--encoding=UTF8 --locale=C --no-sync --no-instructions >"$log" 2>&1 &&
	"$bin/pg_ctl" start --wait --timeout=120 --pgdata="$dir/data" --log="$log" \
		--options="-c listen_addresses='' -k '$dir' -c max_connections=200 -c shared_buffers=64MB" \
		</dev/null >>"$log" 2>&1
}

if start; then
	echo ready
	exec >/dev/null 2>&1
	cat
else
	cat "$log"
fi
"$bin/pg_ctl" stop --mode=immediate --pgdata="$dir/data" >/dev/null 2>&1
cd /
rm -rf "$dir"
