# Sourced by run.sh and demo-day.sh: a central service for a demo, on this machine alone and on ports that are free.

# free_port is the first free port from a number on.
free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

# start_office serves the home $1; its log lies beside it. Another program may take a port in between: then others are tried.
start_office() {
  office_home=$1
  [ -e "$office_home" ] || bin/onset-office --home "$office_home" init >"$office_home.recovery"
  local try
  for try in 0 1 2 3 4; do
    web=$(free_port $((8080 + try))) join=$(free_port $((22443 + try))) sync=$(free_port $((22000 + try)))
    bin/onset-office --home "$office_home" serve --web "127.0.0.1:$web" --join "127.0.0.1:$join" --sync "tcp://127.0.0.1:$sync" >"$office_home.log" 2>&1 &
    office_pid=$!
    office_ready && return
  done
  echo "the service did not start:" >&2
  cat "$office_home.log" >&2
  return 1
}

# office_ready waits until the service answers; it fails when the service ended.
office_ready() {
  while kill -0 "$office_pid" 2>/dev/null; do
    bin/onset-office healthz --web "127.0.0.1:$web" >/dev/null 2>&1 && return
    sleep 0.2
  done
  return 1
}

# stop_office ends the service and waits for it.
stop_office() {
  [ -n "${office_pid:-}" ] || return 0
  kill "$office_pid" 2>/dev/null || true
  wait "$office_pid" 2>/dev/null || true
  office_pid=
}
