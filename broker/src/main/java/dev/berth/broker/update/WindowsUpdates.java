package dev.berth.broker.update;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Windows Update, by its own objects. An update's name is its KB article, its version the revision. */
final class WindowsUpdates implements UpdateCommands {

    private static final String FOUND = """
            $ErrorActionPreference = 'Stop'
            $session = New-Object -ComObject Microsoft.Update.Session
            function Name($u) { if ($u.KBArticleIDs.Count -gt 0) { 'KB' + $u.KBArticleIDs.Item(0) } else { $u.Identity.UpdateID } }
            """;

    private static final String BOOT =
            "\"boot`t$((Get-CimInstance Win32_OperatingSystem).LastBootUpTime.ToUniversalTime().Ticks)\"\n";

    private static final String LIST = FOUND + BOOT + """
            "updater`twindows"
            $searcher = $session.CreateUpdateSearcher()
            foreach ($u in $searcher.Search("IsInstalled=0 and IsHidden=0 and Type='Software'").Updates) {
                $kind = if (@($u.Categories | ForEach-Object { $_.CategoryID }) -contains '0fa1201d-4330-4fa8-8ae9-b877473b6441') { 'security' } else { 'other' }
                "update`t$(Name $u)`t`t$($u.Identity.RevisionNumber)`t$kind"
            }
            'end'
            """;

    private static final String WORK = FOUND + """
            $folder = 'C:\\ProgramData\\Berth\\Updates\\%s'
            try {
                $wanted = @(%s)
                $batch = New-Object -ComObject Microsoft.Update.UpdateColl
                foreach ($u in $session.CreateUpdateSearcher().Search("IsInstalled=0 and IsHidden=0 and Type='Software'").Updates) {
                    if ($wanted -contains "$(Name $u)=$($u.Identity.RevisionNumber)") { $u.AcceptEula(); [void]$batch.Add($u) }
                }
                $done = @(); $failed = @(); $code = 0
                if ($batch.Count -gt 0) {
                    $down = $session.CreateUpdateDownloader(); $down.Updates = $batch; [void]$down.Download()
                    $install = $session.CreateUpdateInstaller(); $install.Updates = $batch; $result = $install.Install()
                    for ($i = 0; $i -lt $batch.Count; $i++) {
                        $u = $batch.Item($i); $one = "$(Name $u)=$($u.Identity.RevisionNumber)"
                        if ($result.GetUpdateResult($i).ResultCode -eq 2) { $done += $one } else { $failed += $one }
                    }
                    if ($result.RebootRequired) { Set-Content "$folder\\restart" '' }
                    $code = if ($result.ResultCode -eq 2) { 0 } else { [int]$result.ResultCode + 100 }
                }
                $done = @($done | Where-Object { $failed -notcontains $_ } | Select-Object -Unique)
                Set-Content "$folder\\changes" @($done | ForEach-Object { $_.Replace('=', "`t`t") })
                Set-Content "$folder\\missing" @($wanted | Where-Object { $done -notcontains $_ } | ForEach-Object { $_.Split('=')[0] })
            } catch { Set-Content "$folder\\log" "$_"; $code = 1 }
            Set-Content "$folder\\exit.new" "$code"; Move-Item "$folder\\exit.new" "$folder\\exit"
            """;

    /** Encodes in the guest what is begun there: a command of Windows has at most 32,767 characters. */
    private static final String START = """
            $folder = 'C:\\ProgramData\\Berth\\Updates\\%s'
            if (Test-Path $folder) { exit 0 }
            [void](New-Item -ItemType Directory $folder)
            $work = @'
            %s
            '@
            $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($work))
            $p = Start-Process -PassThru -WindowStyle Hidden powershell.exe -ArgumentList "-NoProfile -NonInteractive -EncodedCommand $encoded"
            Set-Content "$folder\\process" "$($p.Id) $($p.StartTime.Ticks)"
            """;

    private static final String LOOK = """
            $folder = 'C:\\ProgramData\\Berth\\Updates\\%s'
            if (-not (Test-Path $folder)) { 'none' } elseif (Test-Path "$folder\\exit") {
                "exit`t$(Get-Content "$folder\\exit")"
                if (Test-Path "$folder\\restart") { 'restart' }
                if (Test-Path "$folder\\changes") { Get-Content "$folder\\changes" -TotalCount 1890 | ForEach-Object { "change`t$_" } }
                if (Test-Path "$folder\\missing") { Get-Content "$folder\\missing" -TotalCount 100 | ForEach-Object { "missing`t$_" } }
                if (Test-Path "$folder\\log") { Get-Content "$folder\\log" -Tail 3 | ForEach-Object { "said`t" + ($_ -replace '[^ -~]', '').Substring(0, [Math]::Min(200, ($_ -replace '[^ -~]', '').Length)) } }
            } elseif (Test-Path "$folder\\process") {
                $id, $ticks = (Get-Content "$folder\\process").Split(' ')
                $p = Get-Process -Id $id -ErrorAction SilentlyContinue
                if ($p -and "$($p.StartTime.Ticks)" -eq $ticks) { 'running' } else { 'lost' }
            } elseif ((Get-Item $folder).CreationTime -gt (Get-Date).AddSeconds(-30)) { 'running' } else { 'lost' }
            'end'
            """;

    @Override
    public List<String> list() {
        return program(LIST);
    }

    @Override
    public List<String> begin(String name, List<String> wanted) {
        String list = wanted.stream().map(one -> "'" + one + "'").collect(Collectors.joining(", "));
        return program(START.formatted(name, WORK.formatted(name, list)));
    }

    @Override
    public List<String> look(String name) {
        return program(LOOK.formatted(name));
    }

    @Override
    public List<String> boot() {
        return program(BOOT + "'end'");
    }

    private static List<String> program(String script) {
        return List.of("powershell.exe", "-NoProfile", "-NonInteractive", "-EncodedCommand", encoded(script));
    }

    private static String encoded(String script) {
        return Base64.getEncoder().encodeToString(script.getBytes(StandardCharsets.UTF_16LE));
    }
}
