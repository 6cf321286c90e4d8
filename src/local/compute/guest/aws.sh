#!/bin/sh
# The most common commands of the AWS CLI on instances: `aws s3 cp|mv|rm|ls|sync`, with the instance's own role.
endpoint=${AWS_ENDPOINT_URL_S3:-${AWS_ENDPOINT_URL:-}}
region=${AWS_REGION:-${AWS_DEFAULT_REGION:-}}
imds=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}
imds=${imds%/}

fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

ask() {
  curl -sf --noproxy '*' --max-time 5 -H "X-aws-ec2-metadata-token: $token" "$imds/latest/$1"
}

field() {
  printf '%s\n' "$1" | sed -n "s/.*\"$2\" *: *\"\([^\"]*\)\".*/\1/p" | head -n 1
}

open_metadata() {
  [ -n "${token-}" ] ||
    token=$(curl -sf --noproxy '*' --max-time 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$imds/latest/api/token")
}

# The S3 endpoint: that of this instance's region, unless an option or a variable sets another one.
place() {
  [ -n "$region" ] || { open_metadata && region=$(ask meta-data/placement/region); } || region=us-east-1
  endpoint=${endpoint:-https://s3.$region.amazonaws.com}
}

credentials() {
  key=${AWS_ACCESS_KEY_ID-} secret=${AWS_SECRET_ACCESS_KEY-} session=${AWS_SESSION_TOKEN-}
  [ -z "$key" ] || return 0
  open_metadata && role=$(ask meta-data/iam/security-credentials/) && answer=$(ask "meta-data/iam/security-credentials/$role") ||
    fail 'Unable to locate credentials: this instance has no role. Give the sweep an iam_policy, such as s3:FullAccess.'
  key=$(field "$answer" AccessKeyId) secret=$(field "$answer" SecretAccessKey) session=$(field "$answer" Token)
}

# Percent-encodes a key; with --all its slashes too.
escape() {
  plain='/'
  [ "$1" != --all ] || { plain='' && shift; }
  printf %s "$1" | LC_ALL=C od -An -v -tx1 | LC_ALL=C awk -v plain="$plain" '
    BEGIN { for (i = 33; i < 127; i++) { c = sprintf("%c", i); if (c ~ /[A-Za-z0-9._~-]/ || c == plain) keep[sprintf("%02x", i)] = c } }
    { for (i = 1; i <= NF; i++) printf "%s", ($i in keep) ? keep[$i] : "%" toupper($i) }'
}

unescape() {
  printf '%b' "$(printf %s "$1" | sed 's/\\/\\\\/g; s/%\([0-9A-Fa-f][0-9A-Fa-f]\)/\\x\1/g')"
}

# request METHOD PATH [CURL OPTION…]: writes the body to stdout, or prints S3's error message.
request() {
  method=$1 address=$endpoint/$2
  shift 2
  printf 'user = "%s:%s"\n%s' "$key" "$secret" "${session:+header = \"x-amz-security-token: $session\"
}" | curl -sS --globoff --path-as-is --noproxy '*' --retry 3 --fail-with-body --config - -X "$method" \
    --aws-sigv4 "aws:amz:$region:s3" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -H 'Expect:' "$@" "$address"
}

refused() {
  message=$(printf '%s' "$1" | tr -d '\n' | sed -n 's/.*<Code>\(.*\)<\/Code>.*<Message>\(.*\)<\/Message>.*/An error occurred (\1): \2/p')
  fail "$verb failed: ${message:-$1}"
}

bucket_of() {
  rest=${1#s3://}
  bucket=${rest%%/*}
  key_path=${rest#"$bucket"}
  key_path=${key_path#/}
}

upload() {
  bucket_of "$2"
  case $key_path in '' | */) key_path=$key_path${1##*/} ;; esac
  if [ "$1" = - ]; then
    spool=$(mktemp) && cat >"$spool"
    answer=$(request PUT "$bucket/$(escape "$key_path")" -T "$spool" 2>&1) || { rm -f "$spool"; refused "$answer"; }
    rm -f "$spool"
    return
  fi
  [ -f "$1" ] || fail "The user-provided path $1 does not exist."
  answer=$(request PUT "$bucket/$(escape "$key_path")" -T "$1" 2>&1) || refused "$answer"
  [ -n "$quiet" ] || echo "upload: $1 to s3://$bucket/$key_path"
}

download() {
  bucket_of "$1"
  target=$2
  if [ "$target" = - ]; then
    request GET "$bucket/$(escape "$key_path")" || exit 1
    return
  fi
  case $target in */) target=$target${key_path##*/} ;; *) [ ! -d "$target" ] || target=$target/${key_path##*/} ;; esac
  mkdir -p "$(dirname "$target")"
  part=$target.$$.part
  request GET "$bucket/$(escape "$key_path")" -o "$part" 2>/dev/null || {
    answer=$(cat "$part" 2>/dev/null)
    rm -f "$part"
    refused "$answer"
  }
  mv "$part" "$target"
  [ -n "$quiet" ] || echo "download: s3://$bucket/$key_path to $target"
}

# Prints `SIZE DATE KEY` for each object below a prefix, with the key percent-encoded; `PRE NAME` for common prefixes.
listing() {
  token='' delimiter=$2
  while :; do
    query="${token:+continuation-token=$(escape --all "$token")&}${delimiter:+delimiter=%2F&}encoding-type=url&list-type=2&prefix=$(escape --all "$1")"
    answer=$(request GET "$bucket?$query" 2>&1) || refused "$answer"
    printf '%s' "$answer" | tr -d '\n' | sed 's/<Contents>/\
<Contents>/g; s/<CommonPrefixes>/\
<CommonPrefixes>/g' | sed -n 's/^<Contents><Key>\(.*\)<\/Key><LastModified>\([^<]*\)<.*<Size>\([0-9]*\)<.*/\3 \2 \1/p; s/^<CommonPrefixes><Prefix>\(.*\)<\/Prefix><\/CommonPrefixes>.*/PRE \1/p'
    token=$(printf '%s' "$answer" | sed -n 's/.*<NextContinuationToken>\(.*\)<\/NextContinuationToken>.*/\1/p')
    [ -n "$token" ] || break
  done
}

copy_tree() {
  case $1$2 in
    s3://*s3://*) fail 'This stand-in for the AWS CLI does not copy from bucket to bucket.' ;;
    s3://*)
      bucket_of "$1"
      prefix=$key_path
      case $prefix in '' | */) ;; *) prefix=$prefix/ ;; esac
      found=$(listing "$prefix" '') || exit 1
      printf '%s\n' "$found" | while read -r size date name; do
        [ -n "$name" ] || continue
        name=$(unescape "$name")
        case /$name/ in */../*) continue ;; esac
        case $name in */) continue ;; esac
        download "s3://$bucket/$name" "$2/${name#"$prefix"}" || exit 1
      done
      ;;
    *)
      bucket_of "$2"
      prefix=$key_path
      case $prefix in '' | */) ;; *) prefix=$prefix/ ;; esac
      to=$bucket
      find "$1" -type f | while IFS= read -r file; do
        upload "$file" "s3://$to/$prefix${file#"${1%/}/"}" || exit 1
      done
      ;;
  esac
}

service='' verb='' source='' target='' recursive='' quiet=''
while [ $# -gt 0 ]; do
  case $1 in
    --version) echo 'aws-cli/0 (local cloud: s3 cp, mv, rm, ls, sync)' && exit 0 ;;
    --region) region=$2 && shift ;;
    --endpoint-url) endpoint=$2 && shift ;;
    --recursive) recursive=1 ;;
    --quiet | --only-show-errors) quiet=1 ;;
    --exclude | --include | --dryrun) fail "This stand-in for the AWS CLI does not know $1. Install the AWS CLI on this computer to use it here." ;;
    --profile | --output | --acl | --storage-class | --content-type | --sse | --metadata) shift ;;
    --*) ;;
    *)
      if [ -z "$service" ]; then
        service=$1
      elif [ -z "$verb" ]; then
        verb=$1
      elif [ -z "$source" ]; then
        source=$1
      else
        target=$1
      fi
      ;;
  esac
  shift
done
[ "$service" = s3 ] || fail "This stand-in for the AWS CLI knows s3 alone, not ${service:-nothing}. Install the AWS CLI on this computer to use it here."
place
credentials
case $verb in
  cp | mv)
    [ -n "$target" ] || fail "usage: aws s3 $verb SOURCE TARGET"
    if [ -n "$recursive" ]; then
      copy_tree "$source" "$target"
    else
      case $source in
        s3://*) download "$source" "$target" ;;
        *) upload "$source" "$target" ;;
      esac
    fi
    if [ "$verb" = mv ]; then
      case $source in
        s3://*) bucket_of "$source" && request DELETE "$bucket/$(escape "$key_path")" ;;
        *) rm -rf "$source" ;;
      esac
    fi
    ;;
  sync) copy_tree "$source" "$target" ;;
  rm)
    bucket_of "$source"
    if [ -z "$recursive" ]; then
      answer=$(request DELETE "$bucket/$(escape "$key_path")" 2>&1) || refused "$answer"
    else
      listing "$key_path" '' | while read -r _ _ name; do request DELETE "$bucket/$name"; done
    fi
    ;;
  ls)
    if [ -z "$source" ]; then
      request GET '' | tr -d '\n' | sed 's/<Bucket>/\
/g' | sed -n 's/^<Name>\([^<]*\)<\/Name><CreationDate>\([^T]*\)T\([^.]*\)\..*/\2 \3 \1/p'
      exit
    fi
    bucket_of "$source"
    prefix=$key_path
    found=$(listing "$prefix" "${recursive:-/}") || exit 1
    [ -n "$found" ] || exit 1
    printf '%s\n' "$found" | while read -r size date name; do
      if [ "$size" = PRE ]; then
        shown=$(unescape "$date")
        printf '%27s %s\n' PRE "${shown#"${prefix%"${prefix##*/}"}"}"
      else
        shown=$(unescape "$name")
        [ -n "$recursive" ] || shown=${shown##*/}
        printf '%s %s %10s %s\n' "${date%T*}" "$(printf '%s' "${date#*T}" | cut -c 1-8)" "$size" "$shown"
      fi
    done
    ;;
  *) fail "This stand-in for the AWS CLI does not know s3 $verb." ;;
esac
