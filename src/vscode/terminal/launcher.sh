export SPAWN_LAUNCHER="$launcher"
if [ ! -f "$program" ]; then
  echo "spawn: The Spawn extension was removed or updated. Open VS Code to repair this command, or delete $launcher." >&2
  exit 127
fi
# The program that runs extensions: Node on a server, otherwise the editor itself.
if [ -x "$runtime" ]; then
  export ELECTRON_RUN_AS_NODE=1
  exec "$runtime" "$program" "$@"
fi
if command -v node >/dev/null 2>&1; then
  exec node "$program" "$@"
fi
echo "spawn: VS Code was moved or updated, and Node.js isn't installed. Open VS Code to repair this command." >&2
exit 127
