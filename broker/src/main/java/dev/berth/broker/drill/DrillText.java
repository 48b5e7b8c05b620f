package dev.berth.broker.drill;

import dev.berth.broker.drill.DrillNotices.Told;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Optional;

/** What people are told before a drill, in English or Korean. */
record DrillText(Told told, String usualLanguage) {

    String subject() {
        return korean() ? "리전 전환 훈련 안내" : "A drill of the other region";
    }

    String mail(Optional<String> portal) {
        String where = portal.map(address -> "\n\n" + address).orElse("");
        return korean()
                ? """
                  %s 님,

                  %s(%s)부터 길어야 %d분 동안 리전 전환 훈련을 합니다. 그동안 데스크톱 %s은(는) 리전 %s에서 제공됩니다. 평소처럼 로그인하면 파일이 그대로 있고, 그곳에서 한 작업은 훈련이 끝날 때 함께 돌아옵니다. 그때 사용 중이면 방해하지 않고 훈련에서 제외합니다.%s
                  """.formatted(told.name(), when(), told.zone(), told.minutes(), told.hostname(), told.peer(), where)
                : """
                  Hello %s,

                  from %s (%s) on, for %d minutes at most, your desktop %s is served by region %s: a drill for the day on which this region is lost. Sign in as ever; your files are there, and what you do there comes back with you. If you are working when it begins, you are left out of it and not interrupted.%s
                  """.formatted(told.name(), when(), told.zone(), told.minutes(), told.hostname(), told.peer(), where);
    }

    String inSession() {
        return korean()
                ? "%s(%s)에 리전 전환 훈련이 시작됩니다. 계속 사용하면 훈련에서 제외되며 방해받지 않습니다.".formatted(when(), told.zone())
                : "A drill of the other region begins on %s (%s). If you go on working you are left out of it, and not interrupted."
                        .formatted(when(), told.zone());
    }

    private String when() {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                .withLocale(korean() ? Locale.KOREAN : Locale.ENGLISH)
                .format(told.beginsAt().atZone(told.zone()));
    }

    private boolean korean() {
        return told.language().orElse(usualLanguage).equals("ko");
    }
}
