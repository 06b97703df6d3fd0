// What both programs have: the console, passwords, other programs. Every file here sees it.
@_exported import SignetTerminal
