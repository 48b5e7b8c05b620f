package dev.berth.portal.command;

import dev.berth.broker.audit.AuditChain;
import dev.berth.broker.audit.AuditSettings;
import dev.berth.broker.audit.ChainFault;
import dev.berth.broker.audit.ChainHead;
import dev.berth.broker.audit.KnownHead;
import dev.berth.broker.audit.Verdict;
import dev.berth.broker.region.RegionKey;
import dev.berth.broker.region.RegionKeySettings;
import dev.berth.portal.NodeSettings;
import dev.berth.portal.database.CommandDatabase;
import dev.berth.portal.database.DatabaseSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * {@code audit-verify} and {@code audit-export}: the audit log's proof without a running Berth, or beside one. Reads the
 * node's own settings; writes nothing but what it prints.
 */
public final class AuditCommand {

    static final int INTACT = 0;
    static final int FAULTS = 1;
    static final int COULD_NOT = 2;

    private static final String VERIFY = "audit-verify";
    private static final String EXPORT = "audit-export";

    private final CommandLine line;
    private final PrintStream out;
    private final PrintStream err;

    AuditCommand(CommandLine line, PrintStream out, PrintStream err) {
        this.line = line;
        this.out = out;
        this.err = err;
    }

    /** Whether the program was called for this. */
    public static boolean isMeant(String[] arguments) {
        return arguments.length > 0 && (VERIFY.equals(arguments[0]) || EXPORT.equals(arguments[0]));
    }

    /** The exit code: 0 when the log is intact, 1 when it is not, 2 when that could not be found out. */
    public static int run(String[] arguments) {
        return run(arguments, System.out, System.err);
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        try {
            return new AuditCommand(CommandLine.parse(arguments), out, err).run();
        } catch (IllegalArgumentException e) {
            err.println("berth: " + e.getMessage());
            return COULD_NOT;
        } catch (IOException | RuntimeException e) {
            err.println("berth: The audit log cannot be read: " + causes(e));
            return COULD_NOT;
        }
    }

    /** Only what is needed to find the database and the key. */
    @EnableConfigurationProperties({
        NodeSettings.class,
        DatabaseSettings.class,
        RegionKeySettings.class,
        AuditSettings.class
    })
    static final class Settings {}

    private int run() throws IOException {
        try (ConfigurableApplicationContext settings = new SpringApplicationBuilder(Settings.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .properties("logging.threshold.console=OFF")
                .run(line.settings())) {
            return line.isExportMeant() ? export(settings) : verify(settings);
        }
    }

    private int export(ConfigurableApplicationContext settings) {
        try (var database = database(settings)) {
            ChainHead head = chain(settings, database).export(out);
            out.flush();
            err.println(head.text());
            return INTACT;
        }
    }

    private int verify(ConfigurableApplicationContext settings) throws IOException {
        List<KnownHead> known =
                line.head().map(AuditCommand::headIn).map(List::of).orElse(List.of());
        Optional<Path> export = line.export();
        if (export.isPresent()) {
            try (var lines = Files.newInputStream(export.get());
                    var nothing = CommandDatabase.none()) {
                return tell(chain(settings, nothing).verifyExport(lines, known), "the export " + export.get());
            }
        }
        try (var database = database(settings)) {
            return tell(chain(settings, database).verify(known), database.name());
        }
    }

    private int tell(Verdict verdict, String what) {
        out.printf("Verified the audit log in %s.%n", what);
        verdict.faults().stream().map(ChainFault::sentence).forEach(sentence -> out.println("  " + sentence));
        if (verdict.furtherFaults() > 0) {
            out.printf("  and %d more.%n", verdict.furtherFaults());
        }
        out.println(verdict.summary());
        out.printf("Head: %s%n", verdict.head().text());
        return verdict.intact() ? INTACT : FAULTS;
    }

    private static CommandDatabase database(ConfigurableApplicationContext settings) {
        return CommandDatabase.open(settings.getBean(DatabaseSettings.class), settings.getBean(NodeSettings.class));
    }

    private static AuditChain chain(ConfigurableApplicationContext settings, CommandDatabase database) {
        var where = settings.getBean(RegionKeySettings.class);
        if (!Files.exists(where.file())) {
            throw new IllegalArgumentException("There is no region key at " + where.file()
                    + ", and without it nothing can be verified. Run this on a node, or set berth.region-key-file.");
        }
        return AuditChain.over(
                database.dataSource(), new RegionKey(where), settings.getBean(AuditSettings.class), Clock.systemUTC());
    }

    private static KnownHead headIn(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return new KnownHead(ChainHead.parse(lines.isEmpty() ? "" : lines.getLast()), file.toString());
        } catch (IOException e) {
            throw new IllegalArgumentException("--head is " + file + ", which cannot be read: " + e, e);
        }
    }

    private static String causes(Throwable failure) {
        var sentence = new StringBuilder(String.valueOf(failure.getMessage()));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            sentence.append(" <- ").append(cause.getMessage());
        }
        return sentence.toString();
    }
}
