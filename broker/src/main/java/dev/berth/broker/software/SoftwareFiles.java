package dev.berth.broker.software;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.Field;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.region.RegionSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Files that admins bring, in pieces, so that no node ever holds one as a whole. */
@Component
public class SoftwareFiles {

    /** Of each piece but the last; a multiple of what is carried to a guest at once. */
    public static final int PART_BYTES = 512 * 1024;

    private static final long MIB = 1024L * 1024;
    private static final Duration KEPT_UNUSED = Duration.ofDays(1);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+._~:%-]{0,195}\\.deb");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final byte[] DEBIAN = "!<arch>\ndebian-binary".getBytes(StandardCharsets.US_ASCII);

    private final JdbcClient jdbc;
    private final RegionSettings region;
    private final SoftwareSettings settings;
    private final Clock clock;

    SoftwareFiles(JdbcClient jdbc, RegionSettings region, SoftwareSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.region = region;
        this.settings = settings;
        this.clock = clock;
    }

    /** @param sha256 null until it is whole */
    public record Brought(
            SoftwareFileId id,
            String name,
            long bytes,
            @Nullable String sha256,
            int partBytes) {}

    /** What is whole may be used by versions; what none uses a day later goes. */
    public Brought begin(String name, long bytes) {
        Field.matching(
                "name", name, NAME, "names such as tool_1.0_amd64.deb, at most 200 letters, digits and + . _ ~ : % -");
        Field.within(
                "bytes", bytes, DEBIAN.length, settings.largestFileMib() * MIB, "(berth.software.largest-file-mib)");
        sweep();
        var id = new SoftwareFileId(UUID.randomUUID());
        jdbc.sql("""
                        insert into software_file (id, home_region, name, size_bytes, begun_at)
                        values (:id, :region, :name, :bytes, :at)
                        """)
                .param("id", id.value())
                .param("region", region.name())
                .param("name", name)
                .param("bytes", bytes)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        return require(id);
    }

    /** Takes a piece; one that is sent again is taken once. */
    public void take(SoftwareFileId id, int place, byte[] content) {
        Brought file = require(id);
        long from = (long) place * PART_BYTES;
        long expected = Math.min(PART_BYTES, file.bytes() - from);
        if (place < 0 || expected <= 0 || content.length != expected) {
            throw new IllegalArgumentException("Part " + place + " of '" + file.name() + "' has " + content.length
                    + " bytes; allowed are parts of " + PART_BYTES + " bytes and a last one, " + file.bytes()
                    + " in all.");
        }
        if (place == 0 && !Arrays.equals(Arrays.copyOf(content, DEBIAN.length), DEBIAN)) {
            throw new IllegalArgumentException(
                    "'" + file.name() + "' is not a Debian package; allowed are .deb files as dpkg-deb makes them.");
        }
        if (file.sha256() != null) {
            throw new ChangeRefusedException(
                    "'" + file.name() + "' is whole already. Bring the other one as a new file.");
        }
        jdbc.sql("""
                        insert into software_file_part (file_id, place, content) values (:id, :place, :content)
                            on conflict (file_id, place) do update set content = excluded.content
                        """)
                .param("id", id.value())
                .param("place", place)
                .param("content", content)
                .update();
    }

    /** @param sha256 that it is to have; empty where nobody says */
    public Brought finish(SoftwareFileId id, String sha256) {
        Brought file = require(id);
        String wanted = sha256.strip().toLowerCase(Locale.ROOT);
        if (!wanted.isEmpty()) {
            Field.matching("sha256", wanted, SHA256, "64 hexadecimal digits, or nothing");
        }
        String sum = file.sha256() != null ? file.sha256() : sum(file);
        if (!wanted.isEmpty() && !wanted.equals(sum)) {
            throw new IllegalArgumentException("sha256 is '" + wanted + "'; what arrived of '" + file.name() + "' has "
                    + sum + ". Bring it again.");
        }
        jdbc.sql("update software_file set sha256 = :sum where id = :id")
                .param("sum", sum)
                .param("id", id.value())
                .update();
        return require(id);
    }

    public Optional<Brought> find(SoftwareFileId id) {
        return jdbc.sql("select name, size_bytes, sha256 from software_file where id = :id")
                .param("id", id.value())
                .query((row, number) -> new Brought(
                        id, row.getString("name"), row.getLong("size_bytes"), row.getString("sha256"), PART_BYTES))
                .optional();
    }

    Brought require(SoftwareFileId id) {
        return find(id).orElseThrow(() -> new NotFoundException("file of a package", id));
    }

    /** Up to so many bytes from there, within one piece. */
    byte[] read(SoftwareFileId id, long offset, int most) {
        int within = (int) (offset % PART_BYTES);
        return jdbc.sql("""
                        select substring(content from :from for :most) from software_file_part
                         where file_id = :id and place = :place
                        """)
                .param("from", within + 1)
                .param("most", Math.min(most, PART_BYTES - within))
                .param("id", id.value())
                .param("place", (int) (offset / PART_BYTES))
                .query(byte[].class)
                .single();
    }

    private String sum(Brought file) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (long offset = 0; offset < file.bytes(); offset += PART_BYTES) {
                digest.update(part(file, (int) (offset / PART_BYTES)));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256, which every Java has to have", e);
        }
    }

    private byte[] part(Brought file, int place) {
        return jdbc.sql("select content from software_file_part where file_id = :id and place = :place")
                .param("id", file.id().value())
                .param("place", place)
                .query(byte[].class)
                .optional()
                .orElseThrow(() -> new ChangeRefusedException("'" + file.name() + "' is not whole: part " + place
                        + " is missing. Send it, then finish again."));
    }

    private void sweep() {
        jdbc.sql("""
                        delete from software_file f
                         where f.begun_at < :before
                           and not exists (select from software_version v where v.file_id = f.id)
                        """)
                .param("before", clock.instant().minus(KEPT_UNUSED).atOffset(ZoneOffset.UTC))
                .update();
    }
}
