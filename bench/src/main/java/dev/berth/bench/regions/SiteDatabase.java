package dev.berth.bench.regions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A site's PostgreSQL, set up as docs/regions.md says: TLS, logical replication, and an account for the peer. */
record SiteDatabase(Site site, Authority authority) {

    static final String OWNER = "postgres";
    static final String PEER = "berth_peer";
    static final String PASSWORD = "two-regions";
    static final int PORT = 5432;

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final String TABLES = "region, region_hearing, connection_alias, alias_acceptance, alias_claim,"
            + " person_claim, resident, set_up, standby_wish, standby";

    /** Unpacks PostgreSQL's programs. */
    static Path programs(Path folder) {
        Path archive = folder.resolve("postgres.txz");
        Path programs = folder.resolve("postgres");
        try (InputStream in = SiteDatabase.class.getResourceAsStream(ARCHIVE)) {
            if (in == null) {
                throw new IllegalStateException("There are no programs of PostgreSQL for this machine.");
            }
            Files.copy(in, archive, StandardCopyOption.REPLACE_EXISTING);
            Files.createDirectories(programs);
            Commands.run("tar", "-xJf", archive.toString(), "-C", programs.toString());
            Files.delete(archive);
            return programs;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack PostgreSQL into " + programs, e);
        }
    }

    /** Root runs it in a user namespace where it is nobody, since PostgreSQL refuses to be root. */
    void make(Path programs, String network) {
        Path data = site.folder().resolve("database");
        secret("database.password", PASSWORD + "\n");
        Commands.run(
                "unshare",
                "--user",
                programs.resolve("bin/initdb").toString(),
                "-D",
                data.toString(),
                "--username=" + OWNER,
                "--pwfile=" + passwordFile(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync");
        try {
            Files.writeString(data.resolve("postgresql.auto.conf"), """
                    listen_addresses = '%s'
                    port = %d
                    unix_socket_directories = ''
                    ssl = on
                    ssl_cert_file = '%s'
                    ssl_key_file = '%s'
                    wal_level = logical
                    shared_buffers = 64MB
                    timezone = 'UTC'
                    """.formatted(
                            site.address(), PORT, authority.certificate(site.name()), authority.key(site.name())));
            Files.writeString(data.resolve("pg_hba.conf"), """
                    hostssl all %s %s scram-sha-256
                    hostssl postgres %s %s scram-sha-256
                    """.formatted(OWNER, network, PEER, network));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot set up PostgreSQL in " + data, e);
        }
    }

    Path passwordFile() {
        return site.folder().resolve("database.password");
    }

    String url() {
        return "jdbc:postgresql://" + site.address() + ":" + PORT + "/postgres";
    }

    /** Lets the peer copy, once the tables are there. */
    void admitPeer() {
        try (Connection connection = DriverManager.getConnection(
                        url() + "?sslmode=verify-full&options=-c%20timezone=UTC&sslrootcert=" + authority.root(),
                        OWNER,
                        PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("create role " + PEER + " login replication password '" + PASSWORD + "'");
            statement.execute("grant select on " + TABLES + " to " + PEER);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot let a peer into the database of " + site.name(), e);
        }
    }

    /** How this one reaches the peer's, as the API takes it. */
    String connectionTo(Site peer) {
        Path passwords = secret("peer.pgpass", "*:*:*:*:" + PASSWORD + "\n");
        return """
                {"host": "%s", "port": %d, "database": "postgres", "user": "%s", "passwordFile": "%s",
                 "tls": "VERIFY_FULL", "rootCertificate": "%s"}
                """.formatted(peer.address(), PORT, PEER, passwords, authority.root());
    }

    private Path secret(String name, String content) {
        try {
            Path file = site.folder().resolve(name);
            Files.writeString(file, content);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + name + " of " + site.name(), e);
        }
    }
}
