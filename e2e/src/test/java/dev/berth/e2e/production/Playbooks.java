package dev.berth.e2e.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The playbooks, run from within a room against the machines of an inventory.
 *
 * @param folder where {@code inventory/hosts.yml} and the site's secrets are
 */
record Playbooks(MachineRoom room, Path folder) {

    static final Path ANSIBLE = Path.of("..", "ansible").toAbsolutePath().normalize();

    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final Pattern RECAP =
            Pattern.compile("(?m)^(\\S+) +: ok=\\d+ +changed=(\\d+) +unreachable=(\\d+) +failed=(\\d+)");

    /** What it said; it has to end well on each machine. */
    String run(String playbook, String... more) {
        return play(playbook, more).run();
    }

    /** On machines that are as the inventory says: no task changes anything. */
    void runWithNothingToDo(String playbook) {
        String said = run(playbook);
        assertThat(changedBy(said)).as(said).isZero();
    }

    Command play(String playbook, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "ansible-playbook",
                "-i",
                folder.resolve("inventory/hosts.yml").toString(),
                "playbooks/" + playbook + ".yml"));
        words.addAll(Arrays.asList(more));
        return room.inside(
                ANSIBLE,
                LIMIT,
                Map.of(
                        "ANSIBLE_FORKS",
                        "10",
                        "ANSIBLE_LOCAL_TEMP",
                        folder.resolve("ansible").toString()),
                words);
    }

    /** How many tasks changed something, over all machines. */
    static int changedBy(String said) {
        List<MatchResult> machines = RECAP.matcher(said).results().toList();
        assertThat(machines)
                .as(said)
                .isNotEmpty()
                .allSatisfy(machine -> assertThat(machine.group(3) + machine.group(4))
                        .as(machine.group(1))
                        .isEqualTo("00"));
        return machines.stream()
                .mapToInt(machine -> Integer.parseInt(machine.group(2)))
                .sum();
    }

    /** What HAProxy at that address answers for a site's name: headers alone. */
    String throughHaproxy(String name, String address, String path) {
        return room.inside(
                        Duration.ofMinutes(1),
                        "curl",
                        "-sS",
                        "-D-",
                        "-o",
                        "/dev/null",
                        "--cacert",
                        folder.resolve("secrets/authority.pem").toString(),
                        "--connect-to",
                        name + ":443:" + address + ":443",
                        "https://" + name + path)
                .run();
    }
}
