package dev.berth.broker.apt;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How mirrors of packages are read.
 *
 * @param answerLimit for how long one file may take
 * @param largestIndex the most that an index may have as it comes
 * @param largestContent the most that it may have when it is no longer compressed
 */
@ConfigurationProperties("berth.apt")
public record AptSettings(
        @DefaultValue("2m") Duration answerLimit,
        @DefaultValue("100MB") DataSize largestIndex,
        @DefaultValue("1GB") DataSize largestContent) {

    public AptSettings {
        if (!answerLimit.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.apt.answer-limit is " + answerLimit + "; it must be longer than nothing.");
        }
        if (largestIndex.toBytes() < 1 || largestContent.toBytes() < 1) {
            throw new IllegalArgumentException("berth.apt.largest-index is " + largestIndex + " and largest-content is "
                    + largestContent + "; allowed is more than nothing.");
        }
    }
}
