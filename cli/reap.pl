# Runs a command and reaps at once what that command's children leave behind (prctl's PR_SET_CHILD_SUBREAPER). libvirtd
# waits for each process it daemonises to vanish; where process 1 is no real init, that takes seconds for every machine.
use strict;
use warnings;

use constant { SYS_PRCTL => 157, PR_SET_CHILD_SUBREAPER => 36 };

syscall(SYS_PRCTL, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 or die "prctl refused to make this process a subreaper: $!\n";
my $pid = fork // die "cannot fork: $!\n";
if ($pid == 0) { exec { $ARGV[0] } @ARGV or die "cannot run $ARGV[0]: $!\n" }
$SIG{TERM} = $SIG{INT} = sub { kill 'TERM', $pid };
while (1) {
    my $dead = wait;
    exit($? >> 8 || ($? & 127 ? 128 + ($? & 127) : 0)) if $dead == $pid;
    exit 1 if $dead < 0 && !$!{EINTR};
}
