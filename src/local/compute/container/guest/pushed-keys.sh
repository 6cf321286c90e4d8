#!/bin/sh
# Prints the keys with which EC2 Instance Connect currently admits user $1; sshd runs this at each login.
case $1 in '' | *[!A-Za-z0-9._-]*) exit 0 ;; esac
imds=http://169.254.169.254/latest
token=$(curl -sf --max-time 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$imds/api/token") &&
  curl -sf --max-time 5 -H "X-aws-ec2-metadata-token: $token" "$imds/meta-data/managed-ssh-keys/active-keys/$1"
exit 0
