# Hooks of runs with checkpoints. Their functions are in checkpoint.sh, one of the late parts.
# shellcheck disable=SC2034 # run.sh, watch.sh and finish.sh call them
resumes=begin saves='late save_in_time' noticed='late measure_notice' saves_last='late save_last' saved_last='late wait_for_last'

# Calls a function of the late parts if they are loaded or can be.
late() {
  [ -r "$state/more" ] || return 0
  [ -n "${loaded-}" ] || more 1
  loaded=1
  "$@"
}

# Restores the checkpoint of an earlier attempt, and sets variables for the script. One that exists and cannot be read ends the
# attempt, which must not silently start from the beginning.
begin() {
  [ -n "${checkpoint-}" ] || return 0
  resumed=false
  if more 24; then
    loaded=1
    if [ -n "${resume_url-}" ]; then
      restore || return 1
      resumed=true
    fi
  elif [ -n "${resume_url-}" ]; then
    decide failed 'the checkpoint of an earlier attempt cannot be read without a role, so the script was not started'
    return 1
  else
    note 'checkpoints of this run are not saved: that takes a bucket, and a role that can read from it'
  fi
  printf "export SPAWN_RESUMED='%s'\n" "$resumed" >>"$state/profile"
  cp "$state/profile" /etc/profile.d/spawn.sh 2>/dev/null || :
  # EC2 may have interrupted the instance in the meantime.
  [ ! -e "$run/verdict" ]
}
