# SPDX-License-Identifier: LGPL-2.1-or-later
#
# For ./dev: a small Debian of another release in build/roots, in which commands run on a copy of
# the tree. It is kept, with what was installed and built there, so that the next run is quick.

# shellcheck shell=sh

# Makes the root $1 of the release $2. It gets its name when it is complete, so a half one is never
# taken.
make_root () {
  need mmdebstrap
  say "Making a root of $2 in $1"
  check=true
  # Its lists are valid for a week only, and a mirror may be late.
  [ "$2" != sid ] || check=false

  rm -rf "$1.new"
  # What is lost at a power cut is made again: nothing waits for the disk.
  mmdebstrap --variant=minbase --dpkgopt=force-unsafe-io \
    --aptopt="Acquire::Check-Valid-Until \"$check\"" "$2" "$1.new"
  mkdir "$1.new/src"
  mv "$1.new" "$1"
}

# Prints the files of the tree, without those that git ignores.
list_files () {
  git -c core.quotePath=false ls-files --cached --others --exclude-standard |
    while IFS= read -r file; do
      [ ! -e "$file" ] || printf '%s\n' "$file"
    done
}

# Brings the tree in the root $1 up to date. Files keep their times, so only what changed is built.
copy_tree () {
  say "Copying the tree to $1/src"
  find "$1/src" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
  list_files | tar -c -T - | tar -x -C "$1/src" --no-same-owner
}

# Runs a command on a copy of the tree in a root of the release $1; ends with its status. What is
# mounted for it and what it leaves running goes with it.
run_in_root () {
  release=$1
  shift
  if [ "$(id -u)" -ne 0 ]; then
    echo "Only root can make a root and run in it: sudo ./dev ..." >&2
    exit 1
  fi

  need git
  root=$PWD/build/roots/$release
  mkdir -p build/roots
  chown --reference=. build build/roots
  # Two runs would build in one folder.
  exec 9>"$root.lock"
  flock --nonblock 9 || { echo "Waiting for another run in $root" >&2; flock 9; }
  [ -d "$root" ] || make_root "$root" "$release"
  copy_tree "$root"

  say "Running in $root: $*"
  # shellcheck disable=SC2016 # the inner shell is to expand it
  unshare --mount --pid --fork --kill-child sh -euc '
    root=$1
    shift
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
    mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
    chroot "$root" env -i HOME=/root LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin \
      TERM="${TERM:-dumb}" sh -euc "cd /src; \"\$@\"" sh "$@"
  ' sh "$root" "$@" 9>&- &
  running=$!
  # It takes no other signal, and all that it began ends with it.
  trap 'kill -KILL $running; exit 130' INT TERM HUP
  wait $running
}
