# /etc/profile of an instance of the local cloud.
PATH=$(cat /run/local-cloud/path)
export PATH
if [ -n "${PS1-}" ]; then PS1='[\u@\h \W]\$ '; fi
for file in /etc/profile.d/*.sh; do
  if [ -r "$file" ]; then . "$file"; fi
done
unset file
