package dev.berth.broker.catalog;

import dev.berth.broker.region.RegionSettings;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Images and their versions. */
@Component
public class JdbcImages {

    private static final String VERSION =
            "select id, image_id, version, directory, command_line, direct_kernel, created_at from image_version ";

    private final JdbcClient jdbc;
    private final RegionSettings region;

    public JdbcImages(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** By name. */
    public List<Image> list() {
        return jdbc.sql("select id, name, description, guest, created_at from image order by lower(name)")
                .query(JdbcImages::image)
                .list();
    }

    public Optional<Image> find(ImageId id) {
        return jdbc.sql("select id, name, description, guest, created_at from image where id = :id")
                .param("id", id.value())
                .query(JdbcImages::image)
                .optional();
    }

    public Optional<Image> named(String name) {
        return jdbc.sql("select id, name, description, guest, created_at from image where name = :name")
                .param("name", name)
                .query(JdbcImages::image)
                .optional();
    }

    /** Newest first. */
    public List<ImageVersion> versions(ImageId image) {
        return jdbc.sql(VERSION + "where image_id = :image order by version desc")
                .param("image", image.value())
                .query(JdbcImages::version)
                .list();
    }

    /** Every version of every image. */
    public List<ImageVersion> versions() {
        return jdbc.sql(VERSION + "order by image_id, version desc")
                .query(JdbcImages::version)
                .list();
    }

    public Optional<ImageVersion> version(ImageVersionId id) {
        return jdbc.sql(VERSION + "where id = :id")
                .param("id", id.value())
                .query(JdbcImages::version)
                .optional();
    }

    public void insert(Image image) {
        jdbc.sql("""
                        insert into image (id, home_region, name, description, guest, created_at)
                        values (:id, :region, :name, :description, :guest, :createdAt)
                        """)
                .param("id", image.id().value())
                .param("region", region.name())
                .param("name", image.name())
                .param("description", image.description())
                .param("guest", image.guest().name())
                .param("createdAt", image.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    public void insert(ImageVersion version) {
        jdbc.sql("""
                        insert into image_version (id, home_region, image_id, version, directory, command_line,
                                                   direct_kernel, created_at)
                        values (:id, :region, :image, :version, :directory, :commandLine, :directKernel, :createdAt)
                        """)
                .param("id", version.id().value())
                .param("region", region.name())
                .param("image", version.image().value())
                .param("version", version.version())
                .param("directory", version.directory().toString())
                .param("commandLine", version.commandLine())
                .param("directKernel", version.directKernel())
                .param("createdAt", version.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    boolean delete(ImageId id) {
        return jdbc.sql("delete from image where id = :id")
                        .param("id", id.value())
                        .update()
                == 1;
    }

    boolean delete(ImageVersionId id) {
        return jdbc.sql("delete from image_version where id = :id")
                        .param("id", id.value())
                        .update()
                == 1;
    }

    private static Image image(ResultSet row, int number) throws SQLException {
        return new Image(
                new ImageId(row.getObject("id", UUID.class)),
                row.getString("name"),
                row.getString("description"),
                GuestSystem.valueOf(row.getString("guest")),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static ImageVersion version(ResultSet row, int number) throws SQLException {
        return new ImageVersion(
                new ImageVersionId(row.getObject("id", UUID.class)),
                new ImageId(row.getObject("image_id", UUID.class)),
                row.getInt("version"),
                Path.of(row.getString("directory")),
                row.getString("command_line"),
                row.getBoolean("direct_kernel"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
