# dubbelloop.bash - completion of dubbelloop in bash: verbs, options, and the values that are words.
# tests/docs/completion.py holds it against the help of every verb.

_dubbelloop() {
    local verbs='run recheck findings explain decide respond lines tables profile sample spiegel status verify backup purge'
    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]} options=''
    COMPREPLY=()
    if [ "$COMP_CWORD" = 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "$verbs --help --version" -- "$word")
        return
    fi
    local job='--db --out --tables --contracts --extend-tables --changes-only --threads --memory --wait --metrics
        --progress --quiet --log-format'
    case $verb in
        run)      options="$job --profile --patient-id --pseudonym-key --max-rejects --max-ratio --max-file --again" ;;
        recheck)  options=$job ;;
        findings) options='--db --status --zekerheid --categorie --agb --uzovi --patient --pseudonym-key --period --since --min-bedrag
                      --oordeel --herzien --antwoord --group-by --format -o' ;;
        explain)  options='--db --patient --pseudonym-key --json -o' ;;
        decide)   options='--db --ids --by --reason --confirm --patient --pseudonym-key --wait' ;;
        respond)  options='--db --by --agb --wait' ;;
        lines)    options='--db --patient --pseudonym-key -o' ;;
        tables)   options='--tables --contracts --extend-tables --db --today --format -o --threads' ;;
        profile)  options='-o' ;;
        sample)   options='--db --seed --size --stratify --frame --status --zekerheid --categorie --agb --uzovi --patient --pseudonym-key --period --since --min-bedrag
            --oordeel --herzien --antwoord -o' ;;
        spiegel)  options='--db --period --out --agb --zorgsoort --rol --min-lines --answer-by --lang --threads --progress --quiet
            --log-format' ;;
        status)   options='--db' ;;
        verify)   options='--db --progress --quiet --log-format' ;;
        backup)   options='--progress --quiet --log-format' ;;
        purge)    options='--db --before --by --reason --dry-run --wait --progress --quiet --log-format' ;;
        *)        return ;;
    esac
    local words='' files=no
    case $previous in
        --db | --contracts | --profile | --metrics | --ids | --frame | --pseudonym-key | -o) files=yes ;;
        --out | --tables)
            mapfile -t COMPREPLY < <(compgen -d -- "$word")
            return ;;
        --status)     words='nieuw open vervallen' ;;
        --zekerheid)  words='vast waarschijnlijk signaal' ;;
        --categorie)  words='consult smr meekijk keten dot dieet voetzorg spirometrie module fundus teststrips specialist' ;;
        --oordeel)    words='geen bevestigd afgewezen terugvordering te_bevestigen wacht_op_aanbieder' ;;
        --antwoord)   words='geen credit terecht onbekend' ;;
        --group-by)   words='agb regel categorie patient' ;;
        --stratify)   words='regel' ;;
        --patient-id) words='bsn opaque' ;;
        --rol)        words='declarant ketencontractant' ;;
        --lang)       words='nl' ;;
        --log-format) words='text json' ;;
        --format)
            words='csv jsonl xlsx csv-excel'
            [ "$verb" = tables ] && words='text csv' ;;
        --agb | --uzovi | --patient | --period | --since | --min-bedrag | --seed | --size | --today | --before | --zorgsoort | --min-lines | --answer-by | --by | --reason | \
            --threads | --memory | --wait | --max-rejects | --max-ratio | --max-file)
            return ;; # anything
    esac
    if [ -n "$words" ]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    elif [ $files = yes ]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    elif [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options --help" -- "$word")
    elif [ "$verb" = tables ] && [ "$COMP_CWORD" = 2 ]; then
        mapfile -t COMPREPLY < <(compgen -W 'check list show diff' -- "$word")
    elif [ "$verb" = tables ] && [ "${COMP_WORDS[2]}" = diff ]; then
        mapfile -t COMPREPLY < <(compgen -W embedded -- "$word"; compgen -d -- "$word")
    elif [ "$verb" = decide ]; then
        mapfile -t COMPREPLY < <(compgen -W 'bevestigd afgewezen terugvordering wacht_op_aanbieder' -- "$word")
    elif [ "$verb" = run ] || [ "$verb" = profile ] || [ "$verb" = respond ] || [ "$verb" = backup ]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
}
complete -o filenames -F _dubbelloop dubbelloop
