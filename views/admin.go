package views

import "parley/chat"

// signUpSentence says who may make an account.
func signUpSentence(p chat.Place) string {
	switch p.SignUp {
	case chat.SignUpOpen:
		return "Everyone can make an account"
	case chat.SignUpApproval:
		return "Everyone can ask for an account"
	case chat.SignUpInvite:
		return "Accounts are made by invitation"
	}
	return "Nobody can make an account"
}

func waitingHint(p chat.Place) string {
	if p.SignUp == chat.SignUpApproval {
		return "Whoever asks for an account is shown here."
	}
	return "Accounts wait only where sign-up is by approval."
}
