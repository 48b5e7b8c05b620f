package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.update.PackageChange;
import dev.berth.broker.update.UpdateSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run updated in one desktop's guest.
 *
 * @param wanted which updates were wanted then
 * @param reason a sentence, once it is over
 * @param changes what the guest says has changed; of an update that was rolled back they are undone
 */
public record UpdateLine(
        RunId run,
        String runName,
        DesktopId desktop,
        UpdateSpec wanted,
        UpdateStage stage,
        Instant since,
        Optional<String> reason,
        List<PackageChange> changes) {}
