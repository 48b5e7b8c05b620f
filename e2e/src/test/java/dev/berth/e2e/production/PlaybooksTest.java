package dev.berth.e2e.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be told of the playbooks without a machine. */
@Tag("real")
@Tag("production")
class PlaybooksTest {

    private static final Path ANSIBLE =
            Path.of("..", "ansible").toAbsolutePath().normalize();
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void ansibleLintFindsNothing() {
        Command.in(ANSIBLE, LIMIT, "ansible-lint", "--offline", "--nocolor", "-p")
                .run();
    }

    @Test
    void everyPlaybookIsReadWithEachInventory() throws IOException {
        for (String inventory : List.of("one-machine", "two-regions")) {
            var words = new ArrayList<>(
                    List.of("ansible-playbook", "-i", "inventories/" + inventory + "/hosts.yml", "--syntax-check"));
            try (Stream<Path> playbooks = Files.list(ANSIBLE.resolve("playbooks"))) {
                playbooks
                        .filter(file -> file.toString().endsWith(".yml"))
                        .sorted()
                        .forEach(file -> words.add(file.toString()));
            }
            assertThat(words).hasSizeGreaterThan(9);
            new Command(ANSIBLE, Map.of(), LIMIT, words).run();
        }
    }

    @Test
    void machinesOfARegionLetInEachOtherAndNobodyElse() throws IOException {
        render("seoul-db1", "postgresql", "pg_hba.conf");
        assertThat(rendered("seoul-db1", "pg_hba.conf"))
                .contains("hostssl berth  berth  192.0.2.13/32  scram-sha-256")
                .contains("hostssl replication  replica  192.0.2.12/32  scram-sha-256")
                .contains("hostssl berth  berth_peer  192.0.2.21/32  scram-sha-256")
                .doesNotContain("hostnossl", "\nhost ", "trust", "192.0.2.23");
        render("seoul-db1", "common", "nftables.conf");
        assertThat(rendered("seoul-db1", "nftables.conf"))
                .contains("policy drop", "ip saddr 192.0.2.13 tcp dport 5432 accept")
                .contains("ip saddr 192.0.2.21 tcp dport 5432 accept")
                .doesNotContain("ip saddr 192.0.2.23", "tcp dport { 80, 443 }", "chain guests");
        render("seoul-kvm1", "common", "nftables.conf");
        assertThat(rendered("seoul-kvm1", "nftables.conf"))
                .contains("ip saddr 192.0.2.13 tcp dport { 16514, 24000-31999 } accept")
                .contains("meta skuid 64055 oif lo ct state new reject")
                .contains(
                        "meta skuid 64055 ip daddr 192.0.2.13 tcp dport { 5432, 8443, 9100, 16514, 24000-31999 } reject")
                .doesNotContain("dport 5432");
    }

    @Test
    void haproxySendsPeopleToTheNodesOfItsOwnRegionAndChecksWhoTheyAre() throws IOException {
        render("busan-lb1", "haproxy", "haproxy.cfg");
        String written = rendered("busan-lb1", "haproxy.cfg");
        assertThat(written)
                .contains("server busan-node1 192.0.2.23:8443 sni str(busan-node1)")
                .contains("server busan-node2 192.0.2.24:8443 sni str(busan-node2)")
                .contains("ssl verify required")
                .contains("use_backend peers if { path -m beg /peer/ }")
                .contains("use-server busan-node1 if { url_param(gateway) 7c000534ffa432c7 }")
                .doesNotContain("seoul");
    }

    @Test
    void keysOfTheSitesAuthorityAreForItsOwnerAlone() throws IOException {
        assertThat(issued()).contains("issued");
        Path key = folder.resolve("machines").resolve("lb.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(issued()).as("there is one that is good for longer").isEmpty();
        Command.in(
                        folder,
                        LIMIT,
                        "openssl",
                        "verify",
                        "-CAfile",
                        "authority.pem",
                        "-verify_ip",
                        "192.0.2.1",
                        "machines/lb.pem")
                .run();
    }

    private String issued() {
        String program = ANSIBLE.resolve("roles/certificates/files/issue").toString();
        return Command.in(folder, LIMIT, program, folder.toString(), "lb", "30", "10", "lb", "192.0.2.1")
                .run();
    }

    /** As the two regions of the inventory would have it, had their machines these addresses. */
    private void render(String machine, String role, String template) throws IOException {
        Path playbook = folder.resolve("render.yml");
        Files.writeString(playbook, """
                - hosts: %1$s
                  connection: local
                  gather_facts: false
                  vars_files:
                    - %2$s/roles/%3$s/defaults/main.yml
                  vars:
                    ansible_python_interpreter: /usr/bin/python3
                    site_secrets: %4$s/secrets
                  tasks:
                    - ansible.builtin.template:
                        src: %2$s/roles/%3$s/templates/%5$s.j2
                        dest: %4$s/%1$s-%5$s
                """.formatted(machine, ANSIBLE, role, folder, template));
        Path derived = folder.resolve("group_vars");
        if (!Files.exists(derived)) {
            Files.createSymbolicLink(derived, ANSIBLE.resolve("playbooks/group_vars"));
        }
        Path inventory = Files.createDirectories(folder.resolve("inventory"));
        Files.writeString(
                inventory.resolve("hosts.yml"),
                addressed(Files.readString(ANSIBLE.resolve("inventories/two-regions/hosts.yml"))));
        Path variables = Files.createDirectories(inventory.resolve("group_vars"));
        for (String group : List.of("all", "seoul", "busan")) {
            Files.writeString(
                    variables.resolve(group + ".yml"),
                    Files.readString(ANSIBLE.resolve("inventories/two-regions/group_vars/" + group + ".yml")));
        }
        Command.in(
                        ANSIBLE,
                        LIMIT,
                        "ansible-playbook",
                        "-i",
                        inventory.resolve("hosts.yml").toString(),
                        playbook.toString())
                .run();
    }

    private String rendered(String machine, String template) throws IOException {
        return Files.readString(folder.resolve(machine + "-" + template));
    }

    private static String addressed(String inventory) {
        String written = inventory;
        int region = 10;
        for (String name : List.of("seoul", "busan")) {
            int number = region;
            for (String machine : List.of("db1", "db2", "node1", "node2", "kvm1", "kvm2", "lb1", "mon1")) {
                number++;
                written = written.replaceFirst(
                        "(?m)^        %s-%s:$".formatted(name, machine),
                        "        %s-%s: {ansible_host: 192.0.2.%d}".formatted(name, machine, number));
            }
            region += 10;
        }
        return written;
    }
}
