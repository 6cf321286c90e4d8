# Signature Version 4 in shell: curl's own is missing before 7.75, and until 8.x it creates S3 signatures that S3
# refuses. Keys are passed through pipes and printf, which is a builtin: they never appear in the arguments of a
# process.

# Bytes on stdin as hexadecimal digits.
hex() {
  LC_ALL=C od -An -v -tx1 | tr -d ' \n'
}

sha() {
  digest=$(sha256sum)
  printf %s "${digest%% *}"
}

# Hexadecimal digits as 64 bytes, each XORed with `$2`; unchanged without `$2`.
bytes() {
  digits=$1
  octal=''
  count=0
  while [ -n "$digits" ] || { [ -n "${2-}" ] && [ "$count" -lt 64 ]; }; do
    byte=${digits%"${digits#??}"}
    digits=${digits#??}
    byte=$((0x${byte:-0} ^ ${2:-0}))
    octal="$octal\\0$((byte / 64))$((byte / 8 % 8))$((byte % 8))"
    count=$((count + 1))
  done
  printf %b "$octal"
}

# HMAC-SHA256 of stdin with a key in hexadecimal digits.
hmac() {
  inner=$({ bytes "$1" 54; cat; } | sha)
  { bytes "$1" 92; bytes "$inner"; } | sha
}

# Sets `signing_key`: the secret key for a day, a region, and a service. It is valid for every request of that day.
bind() {
  [ "$bound_to" != "$1 $service $secret_key" ] || return 0
  signing_key=$(printf %s "AWS4$secret_key" | hex)
  [ "${#signing_key}" -le 128 ] || signing_key=$(printf %s "AWS4$secret_key" | sha)
  for part in "$1" "$region" "$service" aws4_request; do
    signing_key=$(printf %s "$part" | hmac "$signing_key")
  done
  bound_to="$1 $service $secret_key"
}
bound_to='' service=s3 payload=UNSIGNED-PAYLOAD query='' origin=''

# Adds a header to the signed request, unless it is empty.
add() {
  [ -n "$2" ] || return 0
  names="$names;$1"
  headers="$headers
$1:$2"
  option header "$1: $2"
}

# Prints curl's configuration for sending METHOD to an encoded KEY at a time (20260127T101500Z) with the role: to the
# bucket, if it belongs to the expected owner.
signed() {
  origin=${origin:-$bucket_url}
  place=${origin#*://}/
  host=${place%%/*}
  path=/${place#*/}$2
  scope=${3%%T*}/$region/$service/aws4_request
  names=host
  headers="host:$host"
  add x-amz-content-sha256 "$payload"
  add x-amz-date "$3"
  add x-amz-expected-bucket-owner "$owner"
  add x-amz-security-token "$session"
  add x-amz-target "${target-}"
  request=$(printf '%s\n' "$1" "$path" "$query" "$headers" '' "$names" "$payload")
  to_sign=$(printf '%s\n' AWS4-HMAC-SHA256 "$3" "$scope" "$(printf %s "$request" | sha)")
  bind "${3%%T*}"
  option url "$origin/$2${query:+?$query}"
  option header "Authorization: AWS4-HMAC-SHA256 Credential=$access_key/$scope, SignedHeaders=$names, Signature=$(printf %s "$to_sign" | hmac "$signing_key")"
}

# One line of curl configuration.
option() {
  printf '%s = "%s"\n' "$1" "$(printf %s "$2" | sed 's/[\\"]/\\&/g')"
}
