# Decodes one encoded line to `value`. printf expands only its own escapes.
decode() {
  value=$(printf '%b.' "$1")
  value=${value%.}
}

# Sets `data` to the first line of this instance's row that starts with `$1=`, still encoded.
line_of() {
  data=$(LC_ALL=C sed -n "s/^$1=//p" "$state/row" | head -n 1)
}

# Prints the lines of `$1` that begin with `$2` as assignments, each with the prefix `$3`: in single quotes, with
# escaped quotes inside. All in one printf, since reading large values line by line takes a shell minutes.
assignments() {
  printf %b "$(LC_ALL=C sed -n "/^$2/{ s/^$2/$3/; s/'/'\\\\\\\\''/g; s/=/='/; s/\$/'\\\\n/; p; }" "$1" | tr -d '\n')"
}

# Reads the settings of this run into variables. Their names are Spawn's own, and their values are text.
load() {
  sweep='' index='' attempt_no='' proof='' name='' ttl='' idle='' on_complete=keep spot='' script='' waits='' ends=''
  bucket_url='' owner='' role_id='' sts_url='' region='' write='' files='' files_sha256='' files_url='' table='' table_sha256='' more='' metrics=''
  [ -r "$state/settings" ] || return 1
  # shellcheck disable=SC1091 # written by facts
  . "$state/settings"
  instance=$(cat "$state/instance" 2>/dev/null)
  : "${instance:=}"
  identity=$(cat "$state/identity" 2>/dev/null)
  # The end that the user has set.
  if [ -s "$state/ttl" ]; then ttl=$(cat "$state/ttl"); fi
}

# Stores the small parts of the row separately, since they are read often.
facts() {
  grep '^[fr]' "$1" >"$state/facts"
  assignments "$1" c '' >"$state/settings"
}

# If user data had no space for the table, it is in the bucket.
fetch_table() {
  grep -q '^ctable=' "$state/table" || return 0
  facts "$state/table"
  load
  get "$table" "$state/table.gz" '' "$table_sha256" || return 1
  gzip -dc "$state/table.gz" >"$state/table.new" && mv "$state/table.new" "$state/table" && rm -f "$state/table.gz"
}

# Finds this instance's row in the table of its launch call.
pick() {
  [ ! -s "$state/row" ] || return 0
  fetch_table || return 1
  want=0
  if [ "$(grep -c '^=$' "$state/table")" -gt 1 ]; then
    tries=0
    until imds_get meta-data/ami-launch-index; do
      tries=$((tries + 1))
      [ "$tries" -lt 60 ] || break
      sleep 2
    done
    want=$answer
  fi
  case $want in '' | *[!0-9]*) return 1 ;; esac
  LC_ALL=C awk -v want="$want" '/^=$/ { mine = rows++ == want; found += mine; next } !rows || mine
    END { exit !found }' "$state/table" >"$state/row.new" || return 1
  facts "$state/row.new"
  mv "$state/row.new" "$state/row"
}

# Writes the environment for the script, and for login shells.
write_profile() {
  assignments "$state/row" e 'export ' >"$state/profile"
  # shellcheck disable=SC2016 # the login shell expands it
  [ "$(cat "$me")" = "$(cat /usr/local/bin/spored 2>/dev/null)" ] || printf 'PATH=%s:$PATH\n' "$state" >>"$state/profile"
  mkdir -p /etc/profile.d
  cp "$state/profile" /etc/profile.d/spawn.sh || note 'login shells will not see the parameters: /etc/profile.d cannot be written'
}
