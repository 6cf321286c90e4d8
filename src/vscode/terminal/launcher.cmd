if not exist "%SPAWN_PROGRAM%" goto removed
if exist "%SPAWN_RUNTIME%" goto editor
where /q node
if errorlevel 1 goto moved
node "%SPAWN_PROGRAM%" %*
exit /b %errorlevel%
:editor
set "ELECTRON_RUN_AS_NODE=1"
"%SPAWN_RUNTIME%" "%SPAWN_PROGRAM%" %*
exit /b %errorlevel%
:removed
echo spawn: The Spawn extension was removed or updated. Open VS Code to repair this command, or delete %~f0. 1>&2
exit /b 127
:moved
echo spawn: VS Code was moved or updated, and Node.js isn't installed. Open VS Code to repair this command. 1>&2
exit /b 127
