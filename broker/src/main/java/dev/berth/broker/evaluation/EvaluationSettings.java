package dev.berth.broker.evaluation;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an evaluation starts with.
 *
 * @param seed whether an empty catalog is filled; unless told, when Berth runs its own database
 * @param imageDir the golden image's folder; {@code images/desktop} of the data folder unless told
 * @param hostUri the hypervisor host that desktops run on
 * @param hostPool the storage pool of that host
 * @param forwardAddress where the gateways reach that host
 * @param vcpuOvercommit how many virtual processors there may be for each real one of that host
 * @param reservedMemoryMib memory in MiB that is left to that host
 * @param memoryMib memory in MiB of a desktop
 */
@ConfigurationProperties("berth.evaluation")
public record EvaluationSettings(
        @Nullable Boolean seed,
        @Nullable Path imageDir,
        @DefaultValue("qemu:///system") URI hostUri,
        @DefaultValue("berth") String hostPool,
        @DefaultValue("127.0.0.1") String forwardAddress,
        @DefaultValue("16") double vcpuOvercommit,
        @DefaultValue("1024") long reservedMemoryMib,
        @DefaultValue("1024") int memoryMib) {}
