# Makes an instance trust the cloud's own certificate authority, $1, in addition to all that its host trusts.
authority=$1
bundle=/etc/ssl/certs/ca-certificates.crt
# The hash of its subject, by which OpenSSL finds it in a folder. It is always the same.
hash=204ac0b0

# Where current systems store their authorities, each in one file; some are links to others.
mkdir -p /etc/ssl/certs
[ -e "$bundle" ] || for file in /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem; do
  if [ -e "$file" ]; then cp -L "$file" "$bundle" && break; fi
done
for file in "$bundle" /etc/pki/tls/certs/ca-bundle.crt /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem \
  /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem; do
  [ -e "$file" ] || [ "$file" = "$bundle" ] || continue
  # A link can point to a file that can't be written.
  cat "$file" "$authority" >"$file.new" 2>/dev/null
  mv -f "$file.new" "$file"
done
cp "$authority" /etc/ssl/local-cloud.pem
cp "$authority" "/etc/ssl/certs/$hash.0"
if [ -d /etc/pki/ca-trust/source/anchors ]; then cp "$authority" /etc/pki/ca-trust/source/anchors/local-cloud.crt; fi
