import type { Completion } from '@peercon/program';
import { type Documented, namesOf, optionsOf } from './programs.ts';

/** A completion for bash: a function of its own, which starts no process. See bash(1), 'compgen'. */
export function bashCompletion({ table, source }: Documented): string {
	const options = optionsOf(table);
	const withValue = options.filter(({ value }) => value !== undefined);
	const place = (completes: Completion | undefined) => completing(completes) ?? ':';
	const values = withValue.map(
		({ words, completes }) => `\t${words.join(' | ')}) ${place(completes)} ;;`,
	);
	const places = (table.completes ?? []).map((each, i) => `\t${i}) ${place(each)} ;;`);
	const name = `_peercon_${table.name.replaceAll('-', '_')}`;
	return `# Completion of ${table.name} for bash. Made of ${source}: npm run docs
${name}() {
	local word=\${COMP_WORDS[COMP_CWORD]} before='' place=0 i
	# bash takes --port=7 for three words.
	[[ $word == '=' ]] && word=''
	for ((i = 1; i < COMP_CWORD; i++)); do
		before=''
		case \${COMP_WORDS[i]} in
		${withValue.length > 0 ? `${withValue.flatMap(({ words }) => words).join(' | ')}` : '--no-option-has-a-value'})
			before=\${COMP_WORDS[i]}
			[[ \${COMP_WORDS[i + 1]} == '=' ]] && ((i++))
			((++i < COMP_CWORD)) && before=''
			;;
		-* | =) ;;
		*) ((place++)) ;;
		esac
	done
	COMPREPLY=()
	case $before in
${[...values, "\t'')"].join('\n')}
		if [[ $word == -* ]]; then
			${completing(options.flatMap(({ words }) => words))}
		else
			case $place in
${places.map((line) => `\t\t${line}`).join('\n')}
			esac
		fi
		;;
	esac
}
complete -F ${name} ${namesOf(table).join(' ')}
`;
}

/** The command that completes a word; undefined for nothing. */
function completing(completes: Completion | undefined): string | undefined {
	if (completes === undefined) return undefined;
	if (completes === 'file') {
		return 'compopt -o filenames && mapfile -t COMPREPLY < <(compgen -f -- "$word")';
	}
	const words = completes === 'host' ? '-A hostname' : `-W '${completes.join(' ')}'`;
	return `mapfile -t COMPREPLY < <(compgen ${words} -- "$word")`;
}
