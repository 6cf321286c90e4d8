# Turns one encoded line back into `value`. printf expands its own escapes and nothing else.
decode() {
  value=$(printf '%b.' "$1")
  value=${value%.}
}

# Sets `data` to the first line of this instance's row that starts with `$1=`, still encoded.
line_of() {
  data=$(LC_ALL=C sed -n "s/^$1=//p" "$state/row" | head -n 1)
}

# Reads what this run is about into variables.
load() {
  sweep='' index='' name='' ttl='' idle='' on_complete=keep spot='' script=''
  bucket_url='' region='' write='' files='' files_sha256='' files_url='' table='' table_sha256=''
  [ -r "$state/facts" ] || return 1
  while IFS= read -r line; do
    case $line in
      c*) decode "${line#*=}" ;;
      *) continue ;;
    esac
    case ${line%%=*} in
      csweep) sweep=$value ;;
      cindex) index=$value ;;
      cname) name=$value ;;
      cttl) ttl=$value ;;
      cidle) idle=$value ;;
      con_complete) on_complete=$value ;;
      cspot) spot=$value ;;
      cscript) script=$value ;;
      cbucket_url) bucket_url=$value ;;
      cregion) region=$value ;;
      cwrite) write=$value ;;
      cfiles) files=$value ;;
      cfiles_sha256) files_sha256=$value ;;
      cfiles_url) files_url=$value ;;
      ctable) table=$value ;;
      ctable_sha256) table_sha256=$value ;;
    esac
  done <"$state/facts"
  instance=$(cat "$state/instance" 2>/dev/null)
  : "${instance:=}"
  # As the user has moved its end.
  if [ -s "$state/ttl" ]; then ttl=$(cat "$state/ttl"); fi
}

# Sets the small part of the row aside: it is read often.
facts() {
  grep '^[cfr]' "$1" >"$state/facts"
}

# Where user data had no room for the table, it is in the bucket.
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

# Writes the environment as assignments in single quotes, with the quotes inside them escaped: for the script, and for
# login shells. All in one printf, as reading line by line takes a shell minutes where values are large.
write_profile() {
  printf %b "$(LC_ALL=C sed -n "/^e/{ s/^e/export /; s/'/'\\\\\\\\''/g; s/=/='/; s/\$/'\\\\n/; p; }" "$state/row" | tr -d '\n')" >"$state/profile"
  # shellcheck disable=SC2016 # the login shell expands it
  [ "$(cat "$me")" = "$(cat /usr/local/bin/spored 2>/dev/null)" ] || printf 'PATH=%s:$PATH\n' "$state" >>"$state/profile"
  mkdir -p /etc/profile.d
  cp "$state/profile" /etc/profile.d/spawn.sh || note 'login shells will not see the parameters: /etc/profile.d cannot be written'
}
