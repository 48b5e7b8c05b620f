package dev.berth.e2e.production;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which machines two regions have, and what the playbooks are told of them. */
final class RegionsInventory {

    static final String ALIAS = "desktops.test";

    /** By name. */
    static final Map<String, String> ADDRESSES = new LinkedHashMap<>();

    private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

    static {
        List.of("seoul-db1", "seoul-db2", "seoul-node1", "seoul-node2", "busan-db1", "busan-node1")
                .forEach(name -> ADDRESSES.put(name, "10.77.0." + (11 + ADDRESSES.size())));
        GROUPS.put("seoul", List.of("seoul-db1", "seoul-db2", "seoul-node1", "seoul-node2"));
        GROUPS.put("busan", List.of("busan-db1", "busan-node1"));
        GROUPS.put("databases", List.of("seoul-db1", "seoul-db2", "busan-db1"));
        GROUPS.put("nodes", List.of("seoul-node1", "seoul-node2", "busan-node1"));
        GROUPS.put("hypervisors", List.of("seoul-node2", "busan-node1"));
        GROUPS.put("balancers", List.of("seoul-db1", "busan-db1"));
        GROUPS.put("monitors", List.of("seoul-db2", "busan-db1"));
    }

    private final Path folder;

    RegionsInventory(Path folder) {
        this.folder = folder;
    }

    static String portal(String region) {
        return region + ".desktops.test";
    }

    /** Who has which address besides the machines. */
    static Map<String, String> names() {
        return Map.of(
                portal("seoul"),
                ADDRESSES.get("seoul-db1"),
                portal("busan"),
                ADDRESSES.get("busan-db1"),
                ALIAS,
                ADDRESSES.get("seoul-db1"));
    }

    void write(Map<String, Machine> machines) throws IOException {
        var hosts = new StringBuilder("all:\n  hosts:\n");
        machines.forEach((name, machine) -> hosts.append("    %s: %s%n".formatted(name, machine.inventoried())));
        hosts.append("  children:\n");
        GROUPS.forEach((group, members) -> {
            hosts.append("    ").append(group).append(":\n      hosts:\n");
            members.forEach(member -> hosts.append("        ").append(member).append(":\n"));
        });
        Files.createDirectories(variables("all").getParent());
        Files.writeString(folder.resolve("inventory/hosts.yml"), hosts.toString());
        Files.writeString(variables("all"), """
                site_regions: [seoul, busan]
                site_alias: %s
                site_secrets: %s/secrets
                postgresql_version: 17
                berth_node_package_there: /given/berth.deb
                berth_node_train: false
                berth_node_java_options: -Xms64m -Xmx700m -XX:TieredStopAtLevel=1
                berth_node_ready_seconds: 600
                # Debian's guacd cannot check the certificate of a desktop on the other node.
                berth_node_settings: {gateway: {only-pinned: false}}
                common_refresh_packages: false
                """.formatted(ALIAS, folder));
        for (String region : List.of("seoul", "busan")) {
            Files.writeString(variables(region), """
                    site_region: %s
                    site_public_name: %s
                    """.formatted(region, portal(region)));
        }
        // Something to open, on the node that runs desktops.
        say("seoul", """
                berth_node_region_settings:
                  evaluation:
                    seed: true
                    image-dir: /given/image
                    host-uri: qemu+tls://%1$s/system?pkipath=/etc/ssl/berth
                    forward-address: %1$s
                """.formatted(ADDRESSES.get("seoul-node2")));
    }

    /** Says more of a region. */
    void say(String region, String more) throws IOException {
        Files.writeString(variables(region), more, StandardOpenOption.APPEND);
    }

    private Path variables(String group) {
        return folder.resolve("inventory/group_vars/" + group + ".yml");
    }
}
