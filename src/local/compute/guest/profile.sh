# /etc/profile of an instance of the local cloud.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
if [ -n "${PS1-}" ]; then PS1='[\u@\h \W]\$ '; fi
for file in /etc/profile.d/*.sh; do
  if [ -r "$file" ]; then . "$file"; fi
done
unset file
