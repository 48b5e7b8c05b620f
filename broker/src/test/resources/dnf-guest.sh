# A guest with dnf and without apt, in a mount namespace of its own: this machine's files with Debian's dnf over them, and
# a repository of four packages. $1 a folder for it. Says "ready" and stays until its input ends; to be run as root.
set -eu
base=$1
root=$base/root
mkdir -p "$base/debs/partial" "$base/upper" "$base/work" "$root"
apt-get -y -qq --no-install-recommends --download-only -o Dir::Cache::archives="$base/debs" install \
    dnf rpm createrepo-c >"$base/log" 2>&1 || { cat "$base/log"; exit 1; }
for deb in "$base"/debs/*.deb; do
    [ ! -f "$deb" ] || dpkg -x "$deb" "$base/upper"
done
mount -t overlay overlay -o "lowerdir=/,upperdir=$base/upper,workdir=$base/work" "$root"
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
rm -f "$root/usr/bin/apt-get" "$root/usr/bin/dpkg-query"
cat >"$root/tmp/make" <<'MAKE'
set -eu
export HOME=/tmp PATH=/usr/sbin:/usr/bin:/sbin:/bin
ldconfig
mkdir -p /etc/yum.repos.d /etc/rpm /tmp/repo /var/lib/rpm
# Debian's rpm keeps its database in the home of whoever runs it.
echo '%_dbpath /var/lib/rpm' >/etc/rpm/macros
for one in "probe 1.0" "probe 1.1" "other 1.0" "other 2.0"; do
    set -- $one
    printf '%s\n' "Name: berth-$1" "Version: $2" "Release: 1" "Summary: For a test" "License: none" \
        "BuildArch: noarch" "%description" "For a test." "%files" >/tmp/one.spec
    rpmbuild -bb --quiet --define "_rpmdir /tmp/repo" --define "_topdir /tmp/build" /tmp/one.spec
done
cat >/tmp/updateinfo.xml <<XML
<updates><update from="test" status="final" type="security" version="1"><id>TEST-1</id><title>Probe</title>
<issued date="2026-01-01 00:00:00"/><severity>Important</severity><description>Probe</description><pkglist>
<collection short="test"><name>test</name><package name="berth-probe" version="1.1" release="1" epoch="0" arch="noarch"
src="berth-probe-1.1-1.src.rpm"><filename>berth-probe-1.1-1.noarch.rpm</filename></package></collection></pkglist>
</update></updates>
XML
createrepo_c -q /tmp/repo
modifyrepo_c --mdtype=updateinfo /tmp/updateinfo.xml /tmp/repo/repodata
printf '[test]\nname=test\nbaseurl=file:///tmp/repo\ngpgcheck=0\n' >/etc/yum.repos.d/test.repo
dnf -y -q install berth-probe-1.0-1 berth-other-1.0-1
MAKE
chroot "$root" /bin/sh /tmp/make >>"$base/log" 2>&1 || { cat "$base/log"; exit 1; }
echo ready
exec cat >/dev/null
