token=''
answer=''
imds=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-$(cat "$state/imds" 2>/dev/null)}
imds=${imds:-http://169.254.169.254}
imds=${imds%/}

# Reads from the instance metadata service (v2); sets `answer`. A token that is refused is requested again.
imds_get() {
  answer=''
  for attempt in 1 2; do
    [ -n "$token" ] || token=$(curl -q -sf --noproxy '*' --max-time 5 -X PUT \
      -H 'X-aws-ec2-metadata-token-ttl-seconds: 21600' "$imds/latest/api/token") || return 1
    reply=$(printf 'header = "X-aws-ec2-metadata-token: %s"\n' "$token" |
      curl -q -s --noproxy '*' --max-time 5 --config - -w '\n%{http_code}' "$imds/latest/$1") || return 1
    case $reply in
      *"
200")
        answer=${reply%?200}
        return 0
        ;;
      *"
401") [ "$attempt" = 1 ] && token='' ;;
      *) return 1 ;;
    esac
  done
  return 1
}

# Sets `at`: seconds since the epoch by EC2's clock, or otherwise by this machine's, which can be wrong and can jump.
world_time() {
  stamp=$(curl -q -sI --noproxy '*' --max-time 5 "$imds/latest/" | tr -d '\r' | LC_ALL=C awk 'tolower($1) == "date:" && NF == 7 {
    printf "%s-%02d-%02dT%sZ", $5, (index("JanFebMarAprMayJunJulAugSepOctNovDec", $4) + 2) / 3, $3, $6 }')
  at=$(seconds "$stamp") || at=$(date +%s)
}

# The string at a key of the JSON in `answer`.
string_at() {
  printf '%s\n' "$answer" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" | head -n 1
}

# Sets temporary credentials of the instance's role; fails if there are none.
known_until=0
credentials() {
  tick
  [ "$now" -ge "$known_until" ] || return 0
  imds_get meta-data/iam/security-credentials/ || return 1
  role=${answer%%[!A-Za-z0-9_+=,.@-]*}
  [ -n "$role" ] && imds_get "meta-data/iam/security-credentials/$role" || return 1
  access_key=$(string_at AccessKeyId)
  secret_key=$(string_at SecretAccessKey)
  session=$(string_at Token)
  [ -n "$access_key" ] && [ -n "$secret_key" ] && known_until=$((now + 240))
}
