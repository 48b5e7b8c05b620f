package dev.berth.broker.directory;

import java.time.Duration;

/**
 * Why a sign-in was refused, as the person at the door is told. Everything but {@link WrongNameOrPassword},
 * {@link TooManyAttempts}, {@link DirectoryUnavailable} and {@link AccountLocked} is said only after the password
 * was right.
 */
public sealed interface SignInRefusal {

    /** A short stable word, the end of a message key: {@code sign-in.refused.account-disabled}. */
    String code();

    /** The refusal in a plain English sentence that says what to do. */
    String sentence();

    /** Unknown account, wrong password, or a name or password that cannot be one: nobody is told which. */
    record WrongNameOrPassword() implements SignInRefusal {
        @Override
        public String code() {
            return "wrong-name-or-password";
        }

        @Override
        public String sentence() {
            return "The user name or the password is not right. Check both and try again.";
        }
    }

    record AccountDisabled() implements SignInRefusal {
        @Override
        public String code() {
            return "account-disabled";
        }

        @Override
        public String sentence() {
            return "Your account is disabled. Ask your helpdesk to enable it.";
        }
    }

    /** Active Directory answers this to any password, so that it says nothing about the one that was typed. */
    record AccountLocked() implements SignInRefusal {
        @Override
        public String code() {
            return "account-locked";
        }

        @Override
        public String sentence() {
            return "Your account is locked after too many wrong passwords. Wait a while, or ask your helpdesk to unlock it.";
        }
    }

    record AccountExpired() implements SignInRefusal {
        @Override
        public String code() {
            return "account-expired";
        }

        @Override
        public String sentence() {
            return "Your account has expired. Ask your helpdesk to extend it.";
        }
    }

    record PasswordExpired() implements SignInRefusal {
        @Override
        public String code() {
            return "password-expired";
        }

        @Override
        public String sentence() {
            return "Your password has expired. Change it where you usually do, then sign in with the new one.";
        }
    }

    record PasswordMustChange() implements SignInRefusal {
        @Override
        public String code() {
            return "password-must-change";
        }

        @Override
        public String sentence() {
            return "You must choose a new password first. Change it where you usually do, then sign in with the new one.";
        }
    }

    record OutsideLogonHours() implements SignInRefusal {
        @Override
        public String code() {
            return "outside-logon-hours";
        }

        @Override
        public String sentence() {
            return "Your account may not sign in at this time of day. Try within your working hours, or ask your helpdesk.";
        }
    }

    record WorkstationNotAllowed() implements SignInRefusal {
        @Override
        public String code() {
            return "workstation-not-allowed";
        }

        @Override
        public String sentence() {
            return "Your account may sign in on certain computers only, and Berth is not among them. Ask your helpdesk.";
        }
    }

    /** The account is in none of the groups that give a role. */
    record NoRole() implements SignInRefusal {
        @Override
        public String code() {
            return "no-role";
        }

        @Override
        public String sentence() {
            return "Your account is in order, but it is not in a group that may use Berth. Ask your helpdesk to add it.";
        }
    }

    /** Too many failures for this account or from this address. */
    record TooManyAttempts(Duration retryAfter) implements SignInRefusal {
        @Override
        public String code() {
            return "too-many-attempts";
        }

        @Override
        public String sentence() {
            long minutes = Math.max(1, retryAfter.plusSeconds(59).toMinutes());
            return "Too many attempts failed. Try again in %d %s."
                    .formatted(minutes, minutes == 1 ? "minute" : "minutes");
        }
    }

    record DirectoryUnavailable() implements SignInRefusal {
        @Override
        public String code() {
            return "directory-unavailable";
        }

        @Override
        public String sentence() {
            return "The directory that knows your password does not answer. Nothing is wrong with your account: try again in a minute.";
        }
    }
}
