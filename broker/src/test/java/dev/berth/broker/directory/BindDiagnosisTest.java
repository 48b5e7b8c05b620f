package dev.berth.broker.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.directory.SignInResult.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindDiagnosisTest {

    @ParameterizedTest
    @CsvSource({
        "525, wrong-name-or-password",
        "52e, wrong-name-or-password",
        "52E, wrong-name-or-password",
        "530, outside-logon-hours",
        "531, workstation-not-allowed",
        "532, password-expired",
        "533, account-disabled",
        "701, account-expired",
        "773, password-must-change",
        "775, account-locked",
        "999, wrong-name-or-password"
    })
    void eachCodeHasItsSentence(String data, String code) {
        Refused refused = BindDiagnosis.of(message(data), true);
        assertThat(refused.refusal().code()).isEqualTo(code);
        assertThat(refused.refusal().sentence()).endsWith(".");
        assertThat(refused.diagnosis()).containsIgnoringCase(data);
    }

    @Test
    void aLockedAccountIsHiddenWhereThatIsSet() {
        Refused refused = BindDiagnosis.of(message("775"), false);
        assertThat(refused.refusal()).isEqualTo(new SignInRefusal.WrongNameOrPassword());
        assertThat(refused.diagnosis()).contains("locked");
    }

    @Test
    void aRefusalWithoutAReasonIsAWrongPassword() {
        assertThat(BindDiagnosis.of(null, true).refusal()).isEqualTo(new SignInRefusal.WrongNameOrPassword());
        assertThat(BindDiagnosis.of("data 533", true).refusal()).isEqualTo(new SignInRefusal.WrongNameOrPassword());
    }

    private static String message(String data) {
        return "80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data " + data + ", v1db1";
    }
}
