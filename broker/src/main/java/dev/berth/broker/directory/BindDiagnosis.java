package dev.berth.broker.directory;

import dev.berth.broker.directory.SignInRefusal.AccountDisabled;
import dev.berth.broker.directory.SignInRefusal.AccountExpired;
import dev.berth.broker.directory.SignInRefusal.AccountLocked;
import dev.berth.broker.directory.SignInRefusal.OutsideLogonHours;
import dev.berth.broker.directory.SignInRefusal.PasswordExpired;
import dev.berth.broker.directory.SignInRefusal.PasswordMustChange;
import dev.berth.broker.directory.SignInRefusal.WorkstationNotAllowed;
import dev.berth.broker.directory.SignInRefusal.WrongNameOrPassword;
import dev.berth.broker.directory.SignInResult.Refused;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads why Active Directory refused a bind: {@code 80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext
 * error, data 533, v1db1}. The data is a Windows error code in hexadecimal. Windows and Samba look at the password
 * before they say anything of the account (seen on Samba 4.17), with one exception: 775, locked, is the answer to any
 * password.
 */
final class BindDiagnosis {

    private static final Pattern DATA = Pattern.compile("AcceptSecurityContext error, data ([0-9a-fA-F]{1,8})\\b");

    private BindDiagnosis() {}

    /** What a refused bind (result code 49) with this diagnostic message comes to. */
    static Refused of(@Nullable String message, boolean tellLocked) {
        Matcher matcher = DATA.matcher(message == null ? "" : message);
        if (!matcher.find()) {
            return new Refused(new WrongNameOrPassword(), "The directory refused the password without a reason.");
        }
        String code = matcher.group(1).toLowerCase(Locale.ROOT);
        return switch (code) {
            case "525" -> refused(new WrongNameOrPassword(), code, "There is no such account");
            case "52e" -> refused(new WrongNameOrPassword(), code, "The password is wrong");
            case "530" -> refused(new OutsideLogonHours(), code, "It is outside the account's logon hours");
            case "531" -> refused(new WorkstationNotAllowed(), code, "The account is limited to certain workstations");
            case "532" -> refused(new PasswordExpired(), code, "The password has expired");
            case "533" -> refused(new AccountDisabled(), code, "The account is disabled");
            case "701" -> refused(new AccountExpired(), code, "The account has expired");
            case "773" -> refused(new PasswordMustChange(), code, "The password must be changed first");
            case "775" ->
                refused(tellLocked ? new AccountLocked() : new WrongNameOrPassword(), code, "The account is locked");
            default -> refused(new WrongNameOrPassword(), code, "The directory refused the sign-in");
        };
    }

    private static Refused refused(SignInRefusal refusal, String code, String why) {
        return new Refused(refusal, "%s (data %s).".formatted(why, code));
    }
}
