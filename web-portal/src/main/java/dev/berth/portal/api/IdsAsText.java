package dev.berth.portal.api;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.EntitlementId;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.catalog.ImageId;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.SnapshotId;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostId;
import dev.berth.broker.maintenance.RolloutId;
import dev.berth.broker.maintenance.RunId;
import dev.berth.broker.maintenance.WindowId;
import dev.berth.broker.metering.PriceId;
import dev.berth.broker.pipeline.PipelineId;
import dev.berth.broker.pipeline.PipelineRunId;
import dev.berth.broker.power.PowerScheduleId;
import dev.berth.broker.software.AssignmentId;
import dev.berth.broker.software.SoftwareFileId;
import dev.berth.broker.software.SoftwareId;
import dev.berth.broker.software.VersionId;
import java.util.UUID;
import java.util.function.Function;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** In JSON an id is its text, not an object around it. */
@Configuration
class IdsAsText {

    @Bean
    JacksonModule ids() {
        var module = new SimpleModule("berth-ids");
        add(module, ApplicationId.class, id -> id.value().toString(), text -> new ApplicationId(UUID.fromString(text)));
        add(module, AssignmentId.class, AssignmentId::toString, text -> new AssignmentId(UUID.fromString(text)));
        add(module, BundleId.class, id -> id.value().toString(), text -> new BundleId(UUID.fromString(text)));
        add(module, DesktopId.class, id -> id.value().toString(), text -> new DesktopId(UUID.fromString(text)));
        add(module, EntitlementId.class, id -> id.value().toString(), text -> new EntitlementId(UUID.fromString(text)));
        add(module, FleetId.class, id -> id.value().toString(), text -> new FleetId(UUID.fromString(text)));
        add(module, GroupId.class, GroupId::toString, GroupId::new);
        add(module, HostId.class, id -> id.value().toString(), text -> new HostId(UUID.fromString(text)));
        add(module, ImageId.class, id -> id.value().toString(), text -> new ImageId(UUID.fromString(text)));
        add(
                module,
                ImageVersionId.class,
                id -> id.value().toString(),
                text -> new ImageVersionId(UUID.fromString(text)));
        add(module, PersonId.class, PersonId::toString, PersonId::of);
        add(
                module,
                PowerScheduleId.class,
                PowerScheduleId::toString,
                text -> new PowerScheduleId(UUID.fromString(text)));
        add(module, PriceId.class, PriceId::toString, text -> new PriceId(UUID.fromString(text)));
        add(module, PipelineId.class, PipelineId::toString, text -> new PipelineId(UUID.fromString(text)));
        add(module, PipelineRunId.class, PipelineRunId::toString, text -> new PipelineRunId(UUID.fromString(text)));
        add(module, RolloutId.class, RolloutId::toString, text -> new RolloutId(UUID.fromString(text)));
        add(module, RunId.class, RunId::toString, text -> new RunId(UUID.fromString(text)));
        add(module, SnapshotId.class, id -> id.value().toString(), text -> new SnapshotId(UUID.fromString(text)));
        add(module, SessionId.class, id -> id.value().toString(), text -> new SessionId(UUID.fromString(text)));
        add(module, SoftwareFileId.class, SoftwareFileId::toString, text -> new SoftwareFileId(UUID.fromString(text)));
        add(module, SoftwareId.class, SoftwareId::toString, text -> new SoftwareId(UUID.fromString(text)));
        add(module, VersionId.class, VersionId::toString, text -> new VersionId(UUID.fromString(text)));
        add(module, WindowId.class, WindowId::toString, text -> new WindowId(UUID.fromString(text)));
        return module;
    }

    private static <T> void add(
            SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
        SpringDocUtils.getConfig().replaceWithClass(type, UUID.class);
        module.addSerializer(type, new StdSerializer<T>(type) {
            @Override
            public void serialize(T id, JsonGenerator json, SerializationContext context) {
                json.writeString(write.apply(id));
            }
        });
        module.addDeserializer(type, new StdDeserializer<T>(type) {
            @Override
            public T deserialize(JsonParser json, DeserializationContext context) {
                String text = json.getString();
                try {
                    return read.apply(text);
                } catch (IllegalArgumentException e) {
                    throw context.weirdStringException(text, type, "allowed is an id as the API shows it");
                }
            }
        });
    }
}
