# Waits until the background processes of the script have ended. Daemons never end: if nothing has used the CPU for ten
# minutes, the job is complete.
linger() {
  tick
  quiet=$now used=-1000
  while [ ! -e "$run/verdict" ] && still_running; do
    sum=$(printf '%s\n' "$found" | awk '{ sum += $3 } END { print sum }')
    if [ $((sum - used)) -gt 10 ]; then quiet=$now; fi
    used=$sum
    if [ $((now - quiet)) -ge 600 ]; then
      note 'the background processes of the script have been idle for 10 minutes: the job is complete'
      break
    fi
    sleep 2
  done
}
